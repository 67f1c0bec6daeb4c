import t, { type Test } from 'tap'
import { rowsOf } from '../db/opened.ts'
import { createKakaoApp, djangoDatabase } from '../helper.ts'
import { execute, logIn } from '../kakao-login.ts'
import { run } from './terminal.ts'

const key = 'a key that seals the secrets kept'
const newKey = 'another key that seals in its place'

function onDjango(t: Test) {
  const url = djangoDatabase(t)
  const kept = () => ({
    apps: rowsOf({ path: url.slice('file:'.length) }, 'SELECT secret FROM socialaccount_socialapp ORDER BY id'),
    tokens: rowsOf({ path: url.slice('file:'.length) }, 'SELECT token, token_secret FROM socialaccount_socialtoken')
  })
  return { url, kept, path: url.slice('file:'.length) }
}

t.test('encryptsecrets seals what Django has kept, and the server goes on using it', async t => {
  const { url, kept, path } = onDjango(t)
  const environment = { DATABASE_URL: url, SOCIAL_SECRET_KEY: key }
  t.strictSame(await run(['encryptsecrets'], { environment }), {
    code: 0,
    output: 'The secrets of 2 social applications and 1 tokens are encrypted.\n',
    errors: ''
  })
  t.match(kept(), {
    apps: [{ secret: '' }, { secret: /^sealed1:/ }],
    tokens: [{ token: /^sealed1:/, token_secret: /^sealed1:/ }]
  })
  t.notMatch(JSON.stringify(kept()), /fb-secret|tok-jiyun|refresh-jiyun/)
  t.match(rowsOf({ path }, "SELECT details FROM rest_auth_event WHERE event = 'secrets_encrypted_by_operator'"), [
    { details: '{"applications":2,"tokens":1}' }
  ])
  const { app } = await createKakaoApp(t, { databaseUrl: url, socialSecretKey: key, now: () => Date.UTC(2026, 10, 23) })
  t.equal(await app.social.tokenFor({ id: 6 }, 'kakao'), 'tok-jiyun')
})

t.test('a new key takes the place of an old one', async t => {
  const { url, kept } = onDjango(t)
  await run(['encryptsecrets'], { environment: { DATABASE_URL: url, SOCIAL_SECRET_KEY: key } })
  const before = kept()
  const both = { DATABASE_URL: url, SOCIAL_SECRET_KEY: `${newKey},${key}` }
  t.equal((await run(['encryptsecrets'], { environment: both })).code, 0)
  t.notSame(kept(), before)
  const { app } = await createKakaoApp(t, {
    databaseUrl: url,
    socialSecretKey: newKey,
    now: () => Date.UTC(2026, 10, 23)
  })
  t.equal(await app.social.tokenFor({ id: 6 }, 'kakao'), 'tok-jiyun')
})

t.test('what another key has sealed is left as it is, and told', async t => {
  const { url, kept } = onDjango(t)
  await run(['encryptsecrets'], { environment: { DATABASE_URL: url, SOCIAL_SECRET_KEY: key } })
  const before = kept()
  const answer = await run(['encryptsecrets'], { environment: { DATABASE_URL: url, SOCIAL_SECRET_KEY: newKey } })
  t.strictSame(answer, {
    code: 1,
    output: '',
    errors: 'encryptsecrets: some are encrypted with another SOCIAL_SECRET_KEY: list it too, after the new one\n'
  })
  t.same(kept(), before)
})

t.test('without a key nothing is sealed', async t => {
  const { url, kept } = onDjango(t)
  const before = kept()
  const { code, errors } = await run(['encryptsecrets'], { environment: { DATABASE_URL: url } })
  t.same({ code, errors }, { code: 1, errors: 'encryptsecrets: SOCIAL_SECRET_KEY is missing\n' })
  t.same(kept(), before)
})

t.test('more tokens than are sealed at a time are sealed as well', async t => {
  const { app, kakao } = await createKakaoApp(t)
  t.equal((await logIn(app, 'tok-n1')).status, 200)
  t.ok(kakao.url)
  execute(
    app,
    `with recursive n(i) as (select 2 union all select i + 1 from n where i < 1100)
     insert into socialaccount_socialaccount select i, 'kakao', 'uid' || i, last_login, date_joined, user_id, '{}'
       from n, socialaccount_socialaccount where id = 1;
     insert into socialaccount_socialtoken select a.id, 'plain', '', null, a.id, 1
       from socialaccount_socialaccount a where a.id > 1`
  )
  const environment = { DATABASE_URL: `file:${app.database.path}`, SOCIAL_SECRET_KEY: key }
  t.match((await run(['encryptsecrets'], { environment })).output, /1100 tokens/)
  const plain = "SELECT count(*) AS plain FROM socialaccount_socialtoken WHERE token NOT LIKE 'sealed1:%'"
  t.same(rowsOf({ path: app.database.path }, plain), [{ plain: 0 }])
})

t.test('an error of another kind is not hidden', async t => {
  const { url, path } = onDjango(t)
  const { app } = await createKakaoApp(t, { databaseUrl: url })
  execute(app, 'drop table socialaccount_socialtoken')
  t.rejects(run(['encryptsecrets'], { environment: { DATABASE_URL: url, SOCIAL_SECRET_KEY: key } }))
  t.ok(path)
})
