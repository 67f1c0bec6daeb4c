// No secret stands on the screen of the command line, right or wrong as it is used, nor in the audit trail that it writes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Answer, run, runAtTerminal } from './commands/terminal.ts'
import { rowsOf } from './db/opened.ts'
import { djangoDatabase } from './helper.ts'
import { createSecrets } from './secrets.ts'
import { pairs, privatePem } from './token-key-pairs.ts'

const places = (answers: Answer[]) =>
  answers.map(({ output, errors }, i) => ({ where: `the screen of command ${i}`, text: `${output}\n${errors}` }))

/** Secrets of a project, and an environment that holds them. */
function prepared(t: Test) {
  const url = djangoDatabase(t)
  const path = url.slice('file:'.length)
  const secrets = createSecrets()
  const environment = {
    DATABASE_URL: url,
    SECRET_KEY: secrets.make('secret key of the project'),
    JWT_SECRET_KEY: secrets.make('token secret key'),
    KAKAO_CLIENT_SECRET: secrets.make('client secret'),
    EMAIL_URL: `smtp://user:${encodeURIComponent(secrets.make('SMTP password'))}@127.0.0.1:1`
  }
  const events = () =>
    rowsOf({ path }, 'select * from rest_auth_event').map(row => ({ where: 'event', text: JSON.stringify(row) }))
  return { path, secrets, environment, events }
}

t.test('commands that do their work', async t => {
  const { path, secrets, environment, events } = prepared(t)
  const [first, second, third] = ['first', 'second', 'third'].map(name => secrets.make(`${name} password`))
  const fixture = join(t.testdirName, 'fixture.json')
  const dump = join(t.testdirName, 'dump.json')
  const users = [{ model: 'auth.user', pk: 50, fields: { username: 'x', password: secrets.make('a stored password') } }]
  writeFileSync(fixture, JSON.stringify(users))
  const keyFile = join(t.testdirName, 'keys.pem')
  writeFileSync(keyFile, privatePem(pairs.ES256))
  const asymmetric = { ...environment, JWT_ALGORITHM: 'ES256', JWT_PRIVATE_KEY: `file:${keyFile}` }
  const answers = [
    await run(['migrate'], { environment }),
    await run(['createsuperuser', '--username', 'root', '--email', 'root@example.com'], {
      environment,
      lines: [first ?? '', first ?? '']
    }),
    await run(['createsuperuser', '--username', 'other'], {
      environment: { ...environment, DJANGO_SUPERUSER_PASSWORD: second ?? '' }
    }),
    await runAtTerminal(['changepassword', 'alice'], { environment, answers: [third ?? '', third ?? ''] }),
    await run(['site', 'shop.example'], { environment }),
    await run(['loaddata', fixture], { environment }),
    await run(['dumpdata', '--output', dump], { environment }),
    await run(['rotatekey'], { environment: asymmetric }),
    await run(['check'], { environment: asymmetric })
  ]
  for (const [i, { code, errors }] of answers.entries()) t.equal(code, 0, `${i} ${errors}`)
  for (const [i, pem] of [readFileSync(keyFile, 'utf8'), privatePem(pairs.ES256)].entries()) {
    for (const line of pem.split('\n').filter(line => /^[\w+/=]{40,}$/.test(line))) secrets.keep(`key ${i}`, line)
  }
  secrets.keep('key of alice', '8df73dafbde4c669dc37a9ea7620434515b2cc43')
  for (const [i, { password }] of rowsOf({ path }, 'select password from auth_user').entries()) {
    secrets.keep(`hash ${i}`, String(password))
  }
  t.same(secrets.found([...places(answers), ...events()]), [])
  t.same(
    rowsOf({ path }, 'select event, user_id, ip_address, session_id from rest_auth_event order by id').map(row => [
      row.event,
      row.user_id === null
    ]),
    [
      ['superuser_created_by_operator', false],
      ['superuser_created_by_operator', false],
      ['password_set_by_operator', false],
      ['site_changed_by_operator', true],
      ['data_loaded_by_operator', true],
      ['key_rotated_by_operator', true]
    ]
  )
  const control = secrets.make('control')
  t.equal(
    secrets.found([{ where: 'a screen', text: `so ${control} it is` }]).length,
    1,
    'the search finds what is there'
  )
  t.ok(secrets.found([{ where: 'the dump', text: readFileSync(dump, 'utf8') }]).length > 5, 'the dump is for its owner')
})

t.test('commands that are used wrongly, with secrets where they do not belong', async t => {
  const { secrets, environment, events } = prepared(t)
  const password = secrets.make('password')
  const fixture = join(t.testdirName, 'broken.json')
  const given = { ...environment, DJANGO_SUPERUSER_PASSWORD: password }
  const short = password.slice(0, 20)
  const fixtures = [
    `[{"model": "auth.user", "pk": 1, "fields": {"username": "x", "password": "${password}", "is_active": "${password}"}}]`,
    `[{"model": "auth.user", "pk": 1, "fields": {"password": "${password}"`,
    `[{"model": "authtoken.token", "pk": "${password}", "fields": {"user": 999, "created": "${password}"}}]`
  ]
  const loads: Answer[] = []
  for (const text of fixtures) {
    writeFileSync(fixture, text)
    loads.push(await run(['loaddata', fixture], { environment }))
  }
  const answers = [
    ...loads,
    await run(['createsuperuser', '--username', 'alice'], { environment: given }),
    await run(['changepassword', 'nobody'], { environment: given }),
    await run(['createsuperuser', '--username', 'root'], { environment, lines: [password, `${password} x`] }),
    await run(['changepassword', 'alice'], { environment: { ...given, DJANGO_SUPERUSER_PASSWORD: 'short' } }),
    ...(await Promise.all(
      [
        { SECRET_KEY: short, JWT_SECRET_KEY: short },
        { EMAIL_URL: `smtps:user:${encodeURIComponent(password)}` },
        { JWT_PRIVATE_KEY: password, JWT_ALGORITHM: 'RS256' },
        {
          JWT_ALGORITHM: 'ES256',
          JWT_PRIVATE_KEY: `-----BEGIN PRIVATE KEY-----\n${password}\n-----END PRIVATE KEY-----`
        },
        { KAKAO_CLIENT_SECRET: '', REDIS_URL: `http://:${encodeURIComponent(password)}@127.0.0.1` }
      ].map(wrong => run(['check'], { environment: { ...environment, ...wrong } }))
    ))
  ]
  secrets.keep('the beginning of a secret', short)
  t.ok(answers.every(({ output, errors }) => `${output}${errors}` !== ''))
  t.ok(
    answers.slice(0, 9).every(({ code }) => code === 1),
    'most of them are refused'
  )
  t.same(secrets.found([...places(answers), ...events()]), [])
})
