// ACCOUNT_EMAIL_VERIFICATION: whether a registration is mailed a link, and whether it has to wait for it.
import t from 'tap'
import { newDatabase, obtain, post, readRows } from '../../helper.ts'
import { as, countQueuedMails, createMailingApp, emailKeyIn, korean, told } from '../../mailing-app.ts'
import { linkIn } from '../../mails.ts'
import { claimsOf } from '../../outside.ts'

const url = '/rest-auth/registration/'
const loginUrl = '/rest-auth/login/'
const verifyUrl = '/rest-auth/registration/verify-email/'
const passphrase = 'a lovely passphrase'
const passwords = { password1: passphrase, password2: passphrase }
const newbie = { username: 'newbie', email: 'newbie@example.com', ...passwords }
const verificationSent = { status: 201, body: { detail: 'Verification e-mail sent.' } }

t.test('by default the link is mailed, and the user is logged in', async t => {
  const { app, mails } = await createMailingApp(t, { databaseUrl: newDatabase(t) })
  const { status, body } = await post(app, url, newbie)
  t.equal(status, 201)
  t.equal(claimsOf(body.token).email, 'newbie@example.com')
  t.match(await as(app, body.token)('GET', '/whoami'), { status: 200 })
  t.match(await post(app, loginUrl, { username: 'newbie', password: passphrase }), { status: 200 })
  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, 'newbie@example.com')
  t.equal(mail?.subject, '[example.com] Confirm your e-mail address')
  t.match(mail?.text, /^Hello,\n/)
  t.notMatch(mail?.text, 'newbie,', 'in no words of who registers: the address may be a stranger’s')
  t.match(mail?.text, 'Confirm that newbie@example.com is the e-mail address of your account at example.com:')
  t.match(mail?.text, 'The link works for 72 hours.')
  t.match(mail && linkIn(mail), /^https:\/\/example\.com\/account-confirm-email\/MQ:1xV[\w:-]+\/$/)
})

t.test('without an address there is no mail', async t => {
  const { app } = await createMailingApp(t)
  t.match(await post(app, url, { username: 'newbie', ...passwords }), { status: 201 })
  t.equal(countQueuedMails(app), 0)
})

t.test('a registration that is refused mails nothing', async t => {
  const { app } = await createMailingApp(t)
  t.match(await post(app, url, { ...newbie, username: 'ALICE' }), { status: 400 })
  t.match(await post(app, url, { ...newbie, password2: 'another passphrase' }), { status: 400 })
  t.equal(countQueuedMails(app), 0)
})

t.test('the mail is in Korean for who asks for it', async t => {
  const { app, mails } = await createMailingApp(t)
  await post(app, url, newbie, korean)
  const [mail] = await mails()
  t.equal(mail?.subject, '[example.com] 이메일 주소를 인증해 주세요')
  t.match(mail?.text, 'newbie@example.com 주소가 example.com 계정의 이메일이 맞는지 인증해 주세요.')
})

t.test('the link is the site’s, whatever the request says', async t => {
  const { app, mails } = await createMailingApp(t, { prefix: '/v1', accountDefaultHttpProtocol: 'http' })
  await post(app, `/v1${url}`, newbie, { host: 'evil.example', 'x-forwarded-host': 'evil.example' })
  const [mail] = await mails()
  t.match(mail && linkIn(mail), /^http:\/\/example\.com\/v1\/account-confirm-email\//)
  t.notMatch(JSON.stringify(mail), 'evil')
})

t.test('EMAIL_CONFIRM_URL has it lead elsewhere', async t => {
  const { app, mails } = await createMailingApp(t, { emailConfirmUrl: 'https://app.example/confirm?key={key}' })
  await post(app, url, newbie)
  const [mail] = await mails()
  const link = new URL(mail ? linkIn(mail) : '')
  t.equal(link.origin + link.pathname, 'https://app.example/confirm')
  t.match(await post(app, verifyUrl, { key: link.searchParams.get('key') }), { status: 200 })
})

t.test('with none there is no mail, and the user is logged in', async t => {
  const { app, mails } = await createMailingApp(t, { accountEmailVerification: 'none' })
  const { status, body } = await post(app, url, newbie)
  t.equal(status, 201)
  t.match(await as(app, body.token)('GET', '/whoami'), { status: 200 })
  t.equal(countQueuedMails(app), 0)
  t.same(await mails(), [])
  t.same(readRows(app, 'select verified, "primary" from account_emailaddress where email = \'newbie@example.com\''), [
    { verified: 0, primary: 1 }
  ])
})

t.test('with mandatory nobody is logged in before the address is verified', async t => {
  const { app, mails } = await createMailingApp(t, { accountEmailVerification: 'mandatory', jwtAuthCookie: 'jwt' })
  const { status, body, headers } = await post(app, url, newbie)
  t.same({ status, body }, verificationSent)
  t.equal(headers['set-cookie'], undefined)
  t.equal(headers.vary, 'Accept-Language')
  t.same(readRows(app, 'select * from rest_auth_session'), [])
  t.same(readRows(app, "select last_login, is_active from auth_user where username = 'newbie'"), [
    { last_login: null, is_active: 1 }
  ])

  const login = () => post(app, loginUrl, { username: 'newbie', password: passphrase })
  t.same(await told(login()), { status: 400, body: { non_field_errors: ['E-mail is not verified.'] } })
  t.equal(claimsOf(await obtain(app, 'newbie', passphrase)).username, 'newbie', '/api-jwt-auth/ does not care')

  const [mail, ...rest] = await mails()
  t.same(rest, [])
  t.equal(mail?.to, 'newbie@example.com')
  t.match(await post(app, verifyUrl, { key: mail && emailKeyIn(mail) }), { status: 200 })
  t.match(await login(), { status: 200, body: { user: { username: 'newbie' } } })
})

t.test('with mandatory an address has to be given', async t => {
  const { app } = await createMailingApp(t, { accountEmailVerification: 'mandatory' })
  const before = readRows(app, 'select * from auth_user')
  t.same(await told(post(app, url, { username: 'newbie', ...passwords })), {
    status: 400,
    body: { email: ['This field is required.'] }
  })
  t.same(await told(post(app, url, { ...newbie, email: '' })), {
    status: 400,
    body: { email: ['This field may not be blank.'] }
  })
  t.same(readRows(app, 'select * from auth_user'), before)
})

t.test('with mandatory and REST_USE_JWT=false no key is made', async t => {
  const { app } = await createMailingApp(t, { accountEmailVerification: 'mandatory', restUseJwt: false })
  t.same(await told(post(app, url, newbie)), verificationSent)
  t.same(readRows(app, 'select user_id from authtoken_token'), [{ user_id: 1 }], "but alice's of Django")
})

t.test('with mandatory the answer is in Korean for who asks for it', async t => {
  const { app } = await createMailingApp(t, { accountEmailVerification: 'mandatory' })
  t.same((await post(app, url, newbie, korean)).body, { detail: '인증 메일을 보냈습니다.' })
  t.same((await post(app, loginUrl, { username: 'newbie', password: passphrase }, korean)).body, {
    non_field_errors: ['이메일 인증이 필요합니다. 메일함을 확인해 주세요.']
  })
})
