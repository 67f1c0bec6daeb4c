// A server whose log is read after what was done with the links of its mails.
import Fastify, { type FastifyRequest, type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import { type SuiteOptions, suite } from '../app.ts'
import { djangoDatabase, post, secretKey } from './helper.ts'
import { linkIn, readMails } from './mails.ts'
import { passphrase } from './page-visits.ts'

/** A server with a log, the links of two mails, and what nobody may read in the log. */
export async function createLoggingApp(t: Test, options: SuiteOptions = {}, server: FastifyServerOptions = {}) {
  const log: string[] = []
  const app = Fastify({ logger: { level: 'trace', stream: { write: line => log.push(line) } }, ...server })
  t.teardown(() => app.close())
  const folder = `${t.testdirName}/mails`
  const host: { onRequest?: (request: FastifyRequest) => void } = {}
  app.addHook('onRequest', async request => host.onRequest?.(request))
  await app.register(suite, { secretKey, databaseUrl: djangoDatabase(t), emailUrl: `file:${folder}`, ...options })
  await post(app, '/rest-auth/password/reset/', { email: 'bob@example.com' })
  const fields = { username: 'newbie', email: 'newbie@example.com', password1: passphrase, password2: passphrase }
  await post(app, '/rest-auth/registration/', fields)
  const [reset = '', email = ''] = (await readMails(folder)).map(mail => new URL(linkIn(mail)).pathname)
  const [, uid = '', token = ''] = /^\/password-reset\/confirm\/(.+)\/(.+)\/$/.exec(reset) ?? []
  const [, key = ''] = /^\/account-confirm-email\/(.+)\/$/.exec(email) ?? []
  if (!(uid && token && key)) throw new Error('no links in the mails')
  log.length = 0
  const passwords = [passphrase, passphrase.replaceAll(' ', '+'), 'iloveyou']
  const secrets = [`/${uid}/`, token, key, key.toLowerCase(), encodeURIComponent(key), ...passwords]
  return {
    app,
    host,
    reset,
    email,
    key,
    /** The lines so far, after a look that none of them holds a secret. */
    lines(): { msg: string; req?: { method: string; url: string }; err?: Record<string, unknown> }[] {
      for (const secret of secrets) {
        const found = log.filter(line => line.includes(secret))
        t.same(found, [], `no ${secret}`)
      }
      return log.map(line => JSON.parse(line))
    }
  }
}
