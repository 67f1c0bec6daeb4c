import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { socialApple } from '../../plugins/social-apple.ts'
import { socialFacebook } from '../../plugins/social-facebook.ts'
import { socialGithub } from '../../plugins/social-github.ts'
import { socialGoogle } from '../../plugins/social-google.ts'
import { socialLine } from '../../plugins/social-line.ts'
import { socialNaver } from '../../plugins/social-naver.ts'
import type { SocialProviderOptions } from '../../plugins/social-provider.ts'
import { newDatabase, secretKey } from '../helper.ts'

/** What a provider needs, and no more. */
async function createHost(t: Test) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: newDatabase(t) })
  await app.register(jwtAuth, { secret: secretKey })
  return app
}

const plugins = {
  google: socialGoogle,
  naver: socialNaver,
  line: socialLine,
  facebook: socialFacebook,
  github: socialGithub,
  apple: socialApple
}
const own: Record<string, string[]> = {
  google: ['unlinkAtProvider'],
  naver: ['acceptUnprovenTokens'],
  apple: ['key', 'privateKey']
}
const others = [
  'acceptUnprovenTokens',
  'unlinkAtProvider',
  'key',
  'privateKey',
  'issuer',
  'label',
  'cliendId',
  'toString'
]
for (const [id, plugin] of Object.entries(plugins)) {
  t.test(`an option that ${id} does not have stops the start`, async t => {
    for (const option of others.filter(option => !own[id]?.includes(option))) {
      const app = await createHost(t)
      await t.rejects(async () => app.register(plugin, { clientId: 'x', [option]: 'hunter2' }), {
        code: 'REST_AUTH_START',
        message: `SOCIALACCOUNT_PROVIDERS: ${id} has no option ${option}`
      })
    }
  })
}

for (const [plugin, option, value, takes] of [
  [socialGoogle, 'clientId', '', 'the client id that the provider gave'],
  [socialGoogle, 'clientSecret', { hunter2: 1 }, 'the client secret that the provider gave'],
  [socialGoogle, 'scopes', 'hunter2', 'a list of scopes'],
  [socialGoogle, 'scopes', ['a b'], 'a list of scopes'],
  [socialGoogle, 'unlinkAtProvider', 'hunter2', 'true or false'],
  [socialNaver, 'acceptUnprovenTokens', 'hunter2', 'true or false'],
  [socialApple, 'key', ['hunter2'], 'a text'],
  [socialApple, 'privateKey', ['hunter2'], 'a private key in PEM form']
] as const) {
  t.test(`${option} ${JSON.stringify(value)} stops the start, and is not shown`, async t => {
    const app = await createHost(t)
    const options = { [option]: value } as unknown as SocialProviderOptions
    const error: Error = await app.register(plugin, options).then(
      () => t.fail('it started'),
      cause => cause
    )
    const [id = ''] = /(?<=PROVIDERS: )\w+/.exec(error.message) ?? []
    t.equal(error.message, `SOCIALACCOUNT_PROVIDERS: ${id}.${option} takes ${takes}`)
    t.notMatch(error.message, /hunter2/)
  })
}
