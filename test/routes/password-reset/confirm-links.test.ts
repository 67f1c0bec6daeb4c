// How long the link of a reset mail holds, and how it may be written.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { post, readRows } from '../../helper.ts'
import { korean } from '../../mailing-app.ts'
import { writeRows } from '../../outside.ts'
import { ask, createPagesApp, open, passphrase, send, twice } from '../../page-visits.ts'

const passwordOf = (app: FastifyInstance, username = 'alice') =>
  readRows(app, 'select password from auth_user where username = ?', username)[0]?.password

t.test('a link that was used is dead', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  await send(app, link, twice(passphrase))
  t.match(await open(app, link), { status: 400, heading: 'This link does not work' })
  t.match(await send(app, link, twice('yet another passphrase'), korean), {
    status: 400,
    heading: '사용할 수 없는 링크입니다'
  })
  t.match(await post(app, '/api-jwt-auth/', { username: 'alice', password: passphrase }), { status: 200 })
})

t.test('of two that send the form at once, one sets the password and the other finds a dead link', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  const pages = await Promise.all([passphrase, 'yet another passphrase'].map(typed => send(app, link, twice(typed))))
  t.same(pages.map(({ heading }) => heading).sort(), ['This link does not work', 'Your password is changed'])
})

t.test('a link is dead for an old, a wrong or a disabled one, before and after the form', async t => {
  const { app, clock, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  const dead = async (path: string, why: string) => {
    const before = passwordOf(app)
    t.match(await open(app, path), { status: 400, heading: 'This link does not work' }, why)
    t.match(await ask(app, 'HEAD', path), { status: 400 }, why)
    t.match(await send(app, path, twice(passphrase)), { status: 400, heading: 'This link does not work' }, why)
    t.match(
      await send(app, path, twice('')),
      { status: 400, heading: 'This link does not work' },
      `${why}, no password`
    )
    t.equal(passwordOf(app), before, why)
  }
  await dead(link.replace('/MQ/', '/Mg/'), 'the token of somebody else')
  await dead(link.replace('/MQ/', '/OTk5/'), 'nobody')
  await dead(link.replace('/MQ/', '/-/'), 'no uid')
  await dead(link.replace(/.\/$/, '!/'), 'no token')
  writeRows(app, "update auth_user set is_active = 0 where username = 'alice'")
  await dead(link, 'a user who is disabled')
  writeRows(app, "update auth_user set is_active = 1 where username = 'alice'")
  t.match(await open(app, link), { status: 200 })
  clock.seconds += 259_201
  await dead(link, 'three days later')
})

t.test('a link whose last slash a mail program has cut off is the same', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = (await resetLink()).slice(0, -1)
  t.match(await open(app, link), { status: 200, heading: 'Choose a new password' })
  t.match(await send(app, link, twice(passphrase)), { status: 200, heading: 'Your password is changed' })
})

t.test('a username that looks like HTML is text', async t => {
  const { app, resetLink } = await createPagesApp(t)
  writeRows(app, `update auth_user set username = '<img src=x onerror="alert(1)">' where id = 1`)
  writeRows(app, "update django_site set name = '<script>alert(1)</script>' where id = 1")
  const link = await resetLink()
  for (const page of [
    await open(app, link),
    await send(app, link, twice('short')),
    await send(app, link, twice(passphrase))
  ]) {
    t.notMatch(page.html, /<img|<script/)
    t.match(page.text, '<script>alert(1)</script>')
  }
})

t.test('what goes wrong inside is no dead link', async t => {
  const { app, resetLink } = await createPagesApp(t)
  const link = await resetLink()
  writeRows(app, 'alter table auth_user rename to away')
  t.match(await open(app, link), { status: 500, heading: 'That did not work' })
  writeRows(app, 'alter table away rename to auth_user')
  writeRows(app, 'alter table rest_auth_session rename to away')
  t.match(await send(app, link, twice(passphrase)), { status: 500, heading: 'That did not work' })
  writeRows(app, 'alter table away rename to rest_auth_session')
  t.match(await send(app, link, twice(passphrase)), { status: 200 })
})
