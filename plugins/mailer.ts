import { setTimeout as sleep } from 'node:timers/promises'
import fp from 'fastify-plugin'
import { createMailTransport } from '../accounts/mail-transport.ts'
import { createOutbox } from '../accounts/outbox.ts'
import { writeMails } from '../accounts/write-mails.ts'
import { StartError } from '../core/errors.ts'
import { nobody } from '../core/mails.ts'
import { type PluginOptions, readOptions } from '../settings.ts'
import { sites } from './sites.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Mails that acts have put into the outbox. They leave by themselves: to a mail server after the answer. */
    mailer: {
      /** Sends what was just queued if it stays on this machine (`console:`, `file:`): it is there with the answer. */
      deliver(): Promise<void>
      /** Begins to send what was just queued, soon after. */
      wake(): void
      /** Sends what is due now; returns when all of it was tried. */
      flush(): Promise<void>
    }
  }
}

export type MailerOptions = PluginOptions<'mailer'>

/** Milliseconds in which mails under way may finish when the server stops. */
const closeTimeout = 5000

/**
 * Sends the mails of the outbox by EMAIL_URL: after the answer, again when the mail server is away, and after a restart.
 * @throws StartError when EMAIL_URL cannot be used
 */
export const mailer = fp<MailerOptions>(
  async (fastify, options) => {
    if (!fastify.hasDecorator('sites')) await fastify.register(sites, { now: fastify.accounts.now })
    const { accounts, database, log } = fastify
    const transport = open(readOptions('mailer', options))
    const outbox = createOutbox({
      database,
      now: accounts.now,
      log,
      transport,
      async write(queued) {
        const site = (await database.sites.find(queued.siteId)) ?? (await fastify.sites.current())
        return writeMails(accounts, queued, site)
      }
    })
    function takeDirt(): boolean {
      const { isDirty } = accounts.outbox
      accounts.outbox.isDirty = false
      return isDirty
    }
    fastify.decorate('mailer', {
      async deliver() {
        if (transport.isLocal) await (takeDirt() ? outbox.flush() : outbox.settled())
      },
      wake() {
        if (takeDirt()) outbox.wake()
      },
      flush: () => outbox.flush()
    })
    fastify.addHook('onReady', async () => {
      // The first mail takes ten times as long as the others: not while somebody waits.
      await transport.rehearse({ to: nobody, subject: '-', text: '-', html: '-' })
      outbox.wake() // what an earlier run has left
    })
    let patience: Promise<void> = Promise.resolve()
    fastify.addHook('preClose', async () => {
      patience = sleep(closeTimeout, undefined, { ref: false }) // while requests are finished, too
    })
    fastify.addHook('onClose', async () => {
      await Promise.race([outbox.close(), patience])
      transport.close()
      await outbox.close() // What failed by that is put back before the database closes.
    })
  },
  { name: 'rest-auth-mailer', dependencies: ['rest-auth-jwt'], fastify: '5.x' }
)

function open(options: { url: string; from: string }) {
  try {
    return createMailTransport(options)
  } catch (error) {
    throw new StartError(`EMAIL_URL cannot be used: ${(error as Error).message}`)
  }
}
