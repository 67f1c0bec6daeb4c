// Whom the mail of a reset goes to, and where its link leads.
import t, { type Test } from 'tap'
import type { SuiteOptions } from '../../../../app.ts'
import { post } from '../../../helper.ts'
import { createMailingApp, resetLinkIn } from '../../../mailing-app.ts'
import { linkIn } from '../../../mails.ts'
import { writeRows } from '../../../outside.ts'

const ownPage = /^https:\/\/example\.com\/password-reset\/confirm\/Mg\/[0-9a-z]{6}-[0-9a-f]{32}\/$/

/** Asks for bob's reset and returns the mail and its link. */
async function askForBob(t: Test, options: SuiteOptions = {}, headers: Record<string, string> = {}, change = '') {
  const { app, mails } = await createMailingApp(t, options)
  if (change !== '') writeRows(app, change)
  const url = `${options.prefix ?? ''}/rest-auth/password/reset/`
  t.match(await post(app, url, { email: 'bob@example.com' }, headers), { status: 200 })
  const [mail, ...rest] = await mails()
  if (mail === undefined || rest.length > 0) throw new Error('one mail was expected')
  return { mail, link: linkIn(mail) }
}

t.test('the link leads to the page of the site', async t => {
  const { mail, link } = await askForBob(t)
  t.match(link, ownPage)
  t.match(mail.html, `href="${link}"`)
})

t.test('the mail says whose site it is, whom it greets and how long the link holds', async t => {
  const { mail } = await askForBob(t, { defaultFromEmail: 'Shop <shop@example.com>' })
  t.equal(mail.from, '"Shop" <shop@example.com>')
  t.match(mail.text, 'Hello bob,')
  t.match(mail.text, 'Somebody asked to reset the password of your account at example.com.')
  t.match(mail.text, 'The link works once, for 72 hours.')
  t.match(mail.text, 'example.com (example.com) sent this mail automatically.')
})

t.test('with PASSWORD_RESET_TIMEOUT the mail says so', async t => {
  const { mail } = await askForBob(t, { passwordResetTimeout: 5400 })
  t.match(mail.text, 'The link works once, for 2 hours.')
})

t.test('name and domain are those of the site’s row as it is now', async t => {
  const rename = "update django_site set name = '토끼 상점', domain = 'shop.example' where id = 1"
  const { mail, link } = await askForBob(t, {}, {}, rename)
  t.equal(mail.subject, '[토끼 상점] Reset your password')
  t.match(mail.text, '토끼 상점 (shop.example) sent this mail')
  t.match(link, /^https:\/\/shop\.example\/password-reset\/confirm\/Mg\//)
})

t.test('with SITE_ID they are another site’s', async t => {
  const { mail, link } = await askForBob(t, { siteId: 2 })
  t.match(mail.subject, '[second]')
  t.match(link, /^https:\/\/second\.example\.com\//)
})

t.test('no header of the request changes anything in the mail', async t => {
  const lies = ['host', 'x-forwarded-host', 'x-forwarded-server', 'forwarded', 'origin', 'referer', 'x-original-host']
  for (const name of lies) {
    const value = name === 'forwarded' ? 'host=evil.example;proto=http' : 'evil.example'
    const { mail, link } = await askForBob(t, {}, { [name]: value, 'x-forwarded-proto': 'http' })
    t.match(link, ownPage, name)
    t.notMatch(JSON.stringify(mail), 'evil', name)
    t.notMatch(JSON.stringify(mail), 'http://', name)
  }
})

t.test('a site on this machine is reached by http', async t => {
  const { link } = await askForBob(t, {}, {}, "update django_site set domain = 'localhost:8000' where id = 1")
  t.match(link, /^http:\/\/localhost:8000\/password-reset\/confirm\/Mg\//)
})

t.test('ACCOUNT_DEFAULT_HTTP_PROTOCOL says how links begin', async t => {
  t.match((await askForBob(t, { accountDefaultHttpProtocol: 'http' })).link, /^http:\/\/example\.com\//)
  const local = "update django_site set domain = 'localhost' where id = 1"
  t.match((await askForBob(t, { accountDefaultHttpProtocol: 'https' }, {}, local)).link, /^https:\/\/localhost\//)
})

t.test('a prefix of the suite stands in the link', async t => {
  const { link } = await askForBob(t, { prefix: '/v1' })
  t.match(link, /^https:\/\/example\.com\/v1\/password-reset\/confirm\/Mg\//)
})

t.test('PASSWORD_RESET_URL has the link lead elsewhere', async t => {
  const { mail, link } = await askForBob(t, { passwordResetUrl: 'https://app.example/new?u={uid}&t={token}&v={uid}' })
  t.match(link, /^https:\/\/app\.example\/new\?u=Mg&t=[0-9a-z]{6}-[0-9a-f]{32}&v=Mg$/)
  t.match(mail.html, `href="${link.replaceAll('&', '&amp;')}"`)
})

t.test('PASSWORD_RESET_URL may lead into an app', async t => {
  const { link } = await askForBob(t, { passwordResetUrl: 'shop-app://reset/{uid}/{token}' })
  t.match(link, /^shop-app:\/\/reset\/Mg\/[0-9a-z]{6}-[0-9a-f]{32}$/)
})

t.test('the mail goes to the address as it is stored, not as it was typed', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'Bob@example.com' where id = 2")
  await post(app, '/rest-auth/password/reset/', { email: 'bOB@Example.COM' })
  t.same(
    (await mails()).map(({ to }) => to),
    ['Bob@example.com']
  )
})

t.test('an address among the others gets none, verified or not', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "insert into account_emailaddress values (90, 1, 0, 2, 'bobs-second@example.com')")
  writeRows(app, "insert into account_emailaddress values (91, 0, 0, 2, 'bobs-third@example.com')")
  for (const email of ['bobs-second@example.com', 'bobs-third@example.com']) {
    t.match(await post(app, '/rest-auth/password/reset/', { email }), { status: 200 }, email)
  }
  t.same(await mails(), [])
})

t.test('a user who has verified the address that is their own gets one mail', async t => {
  const { app, mails } = await createMailingApp(t)
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
  t.same(
    (await mails()).map(({ to }) => to),
    ['alice@example.com']
  )
})

t.test('users who share an address, as Django allows, get a mail each', async t => {
  const { app, mails } = await createMailingApp(t)
  writeRows(app, "update auth_user set email = 'Alice@example.com' where id = 2")
  await post(app, '/rest-auth/password/reset/', { email: 'alice@example.com' })
  const sent = (await mails()).map(mail => ({ to: mail.to, uid: resetLinkIn(mail).uid }))
  t.same(
    sent.toSorted((a, b) => (a.uid < b.uid ? -1 : 1)),
    [
      { to: 'alice@example.com', uid: 'MQ' },
      { to: 'Alice@example.com', uid: 'Mg' }
    ]
  )
})
