import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { obtain, password, post, readRows } from '../../helper.ts'
import { as, korean } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'
import { ask, createPagesApp, open, passphrase, send, twice } from '../../page-visits.ts'

const passwordOf = (app: FastifyInstance, username = 'alice') =>
  readRows(app, 'select password from auth_user where username = ?', username)[0]?.password

t.test('the link of a reset mail shows the form, under the name of the site', async t => {
  const { app, resetLink } = await createPagesApp(t)
  writeRows(app, "update django_site set name = 'The Corner Shop' where id = 1")
  const page = await open(app, await resetLink(), { host: 'attacker.example' })
  t.match(page, { status: 200, heading: 'Choose a new password' })
  t.match(page.html, '<title>Choose a new password · The Corner Shop</title>')
  t.match(page.html, 'autocomplete="username" value="alice"')
  t.notMatch(page.html, 'attacker')
})

t.test('the form is in Korean for who reads Korean', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const { heading, headers, html } = await open(app, await resetLink(), {
    'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8'
  })
  t.equal(heading, '새 비밀번호 설정')
  t.match(html, '<html lang="ko">')
  t.match(headers, { 'content-language': 'ko', vary: 'Accept-Language' })
})

t.test('opening the link changes nothing, however often a mail scanner does', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const token = await obtain(app)
  const link = await resetLink()
  const all = () =>
    ['auth_user', 'rest_auth_session', 'authtoken_token'].map(name => readRows(app, `select * from ${name}`))
  const before = all()
  for (const method of ['GET', 'HEAD', 'GET'] as const) t.equal((await ask(app, method, link)).status, 200)
  t.same(all(), before)
  t.match(await as(app, token)('GET', '/rest-auth/user/'), { status: 200 })
})

t.test('HEAD has the headers of GET and no page', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  const get = await open(app, link)
  const head = await ask(app, 'HEAD', link)
  t.equal(head.html, '')
  t.same({ ...head.headers, date: '' }, { ...get.headers, date: '' })
})

t.test('the form sets the new password, and ends all logins', async t => {
  const { app, mails, resetLink } = await createPagesApp(t)
  const token = await obtain(app)
  const page = await send(app, await resetLink(), { username: 'alice', ...twice(passphrase) })
  t.match(page, { status: 200, heading: 'Your password is changed' })
  t.notMatch(page.html, '<form')
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password }), { status: 400 })
  t.match(await as(app, token)('GET', '/rest-auth/user/'), { status: 401 })
  t.match((await mails()).at(-1), { to: 'alice@example.com', subject: '[example.com] Your password was changed' })
})

t.test('what follows is said in Korean, on the page and in the mail', async t => {
  const { app, mails, resetLink } = await createPagesApp(t)
  const page = await send(app, await resetLink(), twice(passphrase), korean)
  t.match(page, { status: 200, heading: '비밀번호가 변경되었습니다', headers: { 'content-language': 'ko' } })
  t.match((await mails()).at(-1), { subject: '[example.com] 비밀번호가 변경되었습니다' })
})

t.test('the host is told once, without the password', async t => {
  const told: unknown[] = []
  const { app, resetLink } = await createPagesApp(t, {
    onPasswordChanged: (user, request) => {
      told.push([user.username, 'password' in user, request.method])
    }
  })
  const link = await resetLink()
  await open(app, link)
  await send(app, link, twice('short'))
  t.same(told, [])
  await send(app, link, twice(passphrase))
  await send(app, link, twice(passphrase))
  t.same(told, [['alice', false, 'POST']])
})

const wrongs: [string, Record<string, string>, string, string][] = [
  ['passwords that differ', { new_password1: passphrase, new_password2: 'b b b' }, 'new_password2', 'didn’t match'],
  ['a password that is too common', twice('iloveyou'), 'new_password1', 'This password is too common.'],
  ['a password like the username', twice('alice.1'), 'new_password1', 'too similar to the username'],
  ['empty fields', twice(''), 'new_password1', 'This field may not be blank.'],
  ['no fields', {}, 'new_password2', 'This field is required.'],
  ['a password that is too long', twice('long '.repeat(30)), 'new_password1', 'no more than 128 characters']
]

for (const [name, fields, field, error] of wrongs) {
  t.test(`${name}: the form comes back and says so, and the link still holds`, async t => {
    const { app, resetLink } = await createPagesApp(t)
    const link = await resetLink()
    const before = passwordOf(app)
    const page = await send(app, link, fields)
    t.match(page, { status: 400, heading: 'Choose a new password' })
    const [, beside] = new RegExp(`<p class="error" id="${field}-error">(.*?)</p>`).exec(page.html) ?? []
    t.match(beside, error)
    t.match(page.html, 'value="alice"')
    for (const typed of Object.values(fields))
      if (typed !== '') t.notOk(page.html.includes(typed), 'nothing is put back')
    t.equal(passwordOf(app), before)
    t.match(await send(app, link, twice(passphrase)), { status: 200 })
  })
}

t.test('errors are in Korean for who reads Korean', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const { status, text } = await send(app, await resetLink(), twice('iloveyou'), korean)
  t.equal(status, 400)
  t.match(text, '입력한 내용을 확인해 주세요. 너무 흔한 비밀번호입니다.')
})
