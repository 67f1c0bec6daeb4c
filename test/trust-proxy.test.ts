// Whose word counts for the address of a client, at the server that `npm start` runs.
import t, { type Test } from 'tap'
import { newDatabase } from './helper.ts'
import { kill, send, startStandalone } from './standalone-server.ts'

const passphrase = 'a lovely passphrase'
const newbie = { username: 'newbie', password1: passphrase, password2: passphrase }

/** The address that the session of a registration has, which says that it was forwarded. */
async function addressBehind(t: Test, settings: Record<string, string>, forwarded: string): Promise<unknown> {
  const server = startStandalone({ settings: { DATABASE_URL: newDatabase(t), ...settings } })
  t.teardown(() => kill(server))
  const url = await server.url()
  const { status, body } = await send(`${url}/rest-auth/registration/`, newbie, { 'x-forwarded-for': forwarded })
  t.equal(status, 201)
  const { token } = body as { token: string }
  const sessions = await send(`${url}/rest-auth/sessions/`, undefined, { authorization: `JWT ${token}` })
  const [session] = sessions.body as { ip_address: string }[]
  return session?.ip_address
}

t.test('nobody is believed unless proxies are named', async t => {
  t.equal(await addressBehind(t, {}, '203.0.113.9'), '127.0.0.1')
})

t.test('proxies are believed by their addresses, and what came before them is not', async t => {
  const settings = { TRUST_PROXY: '10.0.0.0/8, loopback' }
  t.equal(await addressBehind(t, settings, '198.51.100.1, 203.0.113.9, 10.1.2.3'), '203.0.113.9')
})

t.test('proxies are believed by their number, and what came before them is not', async t => {
  t.equal(await addressBehind(t, { TRUST_PROXY: '1' }, '198.51.100.1, 203.0.113.9'), '203.0.113.9')
})
