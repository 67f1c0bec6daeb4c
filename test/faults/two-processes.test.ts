import t from 'tap'
import { isWhole, readFile, registration, registrationUrl, runStandalone } from './standalone.ts'

t.test('two servers that start together on one new file', async t => {
  t.testdir()
  const servers = await Promise.all([runStandalone(t), runStandalone(t)])
  const [{ path }] = servers

  t.test('migrate it once', async t => {
    const hashes = readFile(path, 'SELECT hash FROM rest_auth_migration')
    t.ok(hashes.length > 0)
    t.equal(new Set(hashes).size, hashes.length)
  })

  t.test('let one of twenty registrations of a name win', async t => {
    const names = Array.from({ length: 20 }, (_, index) => ['minsu', 'Minsu', 'MINSU'][index % 3] ?? '')
    const answers = await Promise.all(
      names.map((username, index) => {
        const payload = { ...registration(username), email: `minsu${index}@example.com` }
        return servers[index % 2 === 0 ? 0 : 1].post(registrationUrl, payload)
      })
    )
    const statuses = answers.map(({ status }) => status).sort()
    t.same(statuses, [201, ...Array.from({ length: 19 }, () => 400)])
    t.equal(readFile(path, 'SELECT username FROM auth_user').length, 1)
    t.equal(readFile(path, 'SELECT email FROM account_emailaddress').length, 1)
  })

  t.test('know of each other what has ended', async t => {
    const [one, other] = servers
    const token = await one.register('jiyun')
    t.equal((await other.get('/rest-auth/user/', token)).status, 200)
    await fetch(`${one.url}/rest-auth/logout/`, { method: 'POST', headers: { authorization: `JWT ${token}` } })
    t.equal((await other.get('/rest-auth/user/', token)).status, 401)
    t.ok(isWhole(path))
  })
})
