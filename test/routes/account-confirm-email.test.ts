import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { post, readRows } from '../helper.ts'
import { korean } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'
import { ask, createPagesApp, open, send } from '../page-visits.ts'

const addressOf = (app: FastifyInstance, email = 'newbie@example.com') =>
  readRows(app, 'select verified, "primary" from account_emailaddress where email = ?', email)[0]

t.test('the link shows the address and a button, under the name of the site', async t => {
  const { app, emailLink } = await createPagesApp(t)
  writeRows(app, "update django_site set name = 'The Corner Shop' where id = 1")
  const page = await open(app, await emailLink(), { host: 'attacker.example' })
  t.match(page, { status: 200, heading: 'Confirm your e-mail address' })
  t.match(page.text, 'account at The Corner Shop? newbie@example.com Confirm')
  t.notMatch(page.html, 'attacker')
})

t.test('opening the link verifies nothing, however often a mail scanner does', async t => {
  const { app, emailLink } = await createPagesApp(t)
  const link = await emailLink()
  for (const method of ['GET', 'HEAD', 'GET'] as const) t.equal((await ask(app, method, link)).status, 200)
  t.same(addressOf(app), { verified: 0, primary: 1 })
})

t.test('the button verifies the address', async t => {
  const { app, emailLink } = await createPagesApp(t, { accountEmailVerification: 'mandatory' })
  const link = await emailLink()
  const login = { username: 'newbie', password: 'a lovely passphrase' }
  t.match(await post(app, '/rest-auth/login/', login), { status: 400 })
  const page = await send(app, link)
  t.match(page, { status: 200, heading: 'Your e-mail address is confirmed' })
  t.match(page.text, 'newbie@example.com belongs to your account at example.com now.')
  t.same(addressOf(app), { verified: 1, primary: 1 })
  t.match(await post(app, '/rest-auth/login/', login), { status: 200 })
})

t.test('both pages are in Korean for who reads Korean', async t => {
  const { app, emailLink } = await createPagesApp(t)
  const link = await emailLink()
  t.match(await open(app, link, korean), { heading: '이메일 주소 인증', headers: { 'content-language': 'ko' } })
  t.match(await send(app, link, {}, korean), { status: 200, heading: '이메일 인증이 완료되었습니다' })
})

t.test('a request without a body presses the button as well', async t => {
  const { app, emailLink } = await createPagesApp(t)
  t.match(await ask(app, 'POST', await emailLink()), { status: 200, heading: 'Your e-mail address is confirmed' })
})

t.test('the host is told once, with the address', async t => {
  const told: unknown[] = []
  const { app, emailLink } = await createPagesApp(t, {
    onEmailConfirmed: (user, request, email) => {
      told.push([user.username, request.method, email])
    }
  })
  const link = await emailLink()
  await open(app, link)
  t.same(told, [])
  await send(app, link)
  await send(app, link)
  t.same(told, [['newbie', 'POST', 'newbie@example.com']])
})

t.test('a link is dead when it was used, is old or wrong, before and after the button', async t => {
  const { app, clock, emailLink } = await createPagesApp(t)
  const dead = async (path: string, why: string) => {
    t.match(await open(app, path), { status: 404, heading: 'This link does not work' }, why)
    t.match(await ask(app, 'HEAD', path), { status: 404 }, why)
    t.match(await send(app, path, {}, korean), { status: 404, heading: '사용할 수 없는 링크입니다' }, why)
  }
  const link = await emailLink()
  await dead(link.replace(/.\/$/, '!/'), 'a key that nobody signed')
  await dead('/account-confirm-email/a/', 'no key')
  await send(app, link)
  await dead(link, 'it was used')
  const another = await emailLink('another')
  clock.seconds += 3 * 86_400 + 1
  await dead(another, 'three days later')
  t.same(addressOf(app, 'another@example.com'), { verified: 0, primary: 1 })
})

t.test('of two that press the button at once, one verifies and the other finds a dead link', async t => {
  const { app, emailLink } = await createPagesApp(t)
  const link = await emailLink()
  const statuses = (await Promise.all([send(app, link), send(app, link)])).map(({ status }) => status)
  t.same(statuses.sort(), [200, 404])
})

t.test('a link that was cut or escaped by a mail program is the same', async t => {
  const { app, emailLink } = await createPagesApp(t)
  const link = (await emailLink()).replaceAll(':', '%3A').slice(0, -1)
  t.match(link, /%3A/)
  t.match(await open(app, link), { status: 200, heading: 'Confirm your e-mail address' })
  t.match(await send(app, link), { status: 200, heading: 'Your e-mail address is confirmed' })
})

t.test("a key of allauth's own table works", async t => {
  const { app, clock } = await createPagesApp(t)
  const key = 'yn3rg1c0s2q6u8w0z5b7d9f1h3j5l7n9p1r3t5v7x9z1b3d5f7h9k2m4p6r8t0v2'
  writeRows(app, 'update account_emailaddress set verified = 0 where id = 2')
  const sent = new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' ')
  writeRows(
    app,
    'insert into account_emailconfirmation (created, sent, "key", email_address_id) values (?, ?, ?, 2)',
    sent,
    sent,
    key
  )
  t.match((await open(app, `/account-confirm-email/${key}/`)).text, 'bob@example.com')
  t.match(await send(app, `/account-confirm-email/${key}/`), { status: 200 })
  t.same(addressOf(app, 'bob@example.com'), { verified: 1, primary: 1 })
})

t.test('an address that looks like HTML is text', async t => {
  const { app, emailLink } = await createPagesApp(t)
  const link = await emailLink()
  writeRows(app, `update account_emailaddress set email = '"<img src=x>"@example.com' where email like 'newbie%'`)
  for (const page of [await open(app, link), await send(app, link)]) {
    t.equal(page.status, 200)
    t.notMatch(page.html, '<img')
    t.match(page.text, '"<img src=x>"@example.com')
  }
})

t.test('what goes wrong inside is no dead link', async t => {
  const { app, emailLink } = await createPagesApp(t)
  const link = await emailLink()
  writeRows(app, 'alter table auth_user rename to away')
  t.match(await send(app, link), { status: 500, heading: 'That did not work' })
  writeRows(app, 'alter table away rename to auth_user')
  t.match(await send(app, link), { status: 200 })
})
