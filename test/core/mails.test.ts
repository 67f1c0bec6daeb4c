import t from 'tap'
import { type MailContent, nobody, renderMail } from '../../core/mails.ts'
import { linkIn } from '../mails.ts'

const url = 'https://shop.example/reset/?a=1&b="<2>"'
const content: MailContent = {
  subject: 'mailResetSubject',
  before: ['mailResetBody'],
  link: { label: 'mailResetButton', url },
  after: ['mailResetLife', 'mailNotYou']
}
const notice: MailContent = { subject: 'mailPasswordSubject', before: ['mailPasswordBody', 'mailNotYou'], after: [] }
const values = { site: 'Shop', domain: 'shop.example', username: 'alice', hours: 72 }
const to = 'alice@example.com'

/** What a reader of the HTML sees, a line for each element. */
function seen(html: string): string {
  const body = html.slice(html.indexOf('<body'))
  const texts = body.replace(/<[^>]*>/g, '\n').split('\n')
  return texts.filter(text => text.trim() !== '').join('\n')
}

t.test('a mail greets, says what it is about, has its link on a line of its own, and says who sent it', async t => {
  t.strictSame(renderMail(to, 'en', content, values).text.split('\n\n'), [
    'Hello alice,',
    'Somebody asked to reset the password of your account at Shop. Choose a new one here:',
    url,
    'The link works once, for 72 hours. If it was not you who asked, ignore this mail: nothing changes.',
    'If it was not you, reset your password and contact Shop.',
    '-- \nShop (shop.example) sent this mail automatically. Please do not reply to it.\n'
  ])
})

t.test('a mail in Korean is Korean from its subject to its end', async t => {
  const mail = renderMail(to, 'ko', content, { ...values, username: '지윤' })
  t.equal(mail.subject, '[Shop] 비밀번호 재설정 안내')
  t.strictSame(mail.text.split('\n\n'), [
    '지윤님, 안녕하세요.',
    'Shop 계정의 비밀번호 재설정 요청을 받았습니다. 아래에서 새 비밀번호를 설정해 주세요.',
    url,
    '링크는 72시간 동안 한 번만 사용할 수 있습니다. 요청하신 적이 없다면 이 메일을 무시해 주세요. 비밀번호는 바뀌지 않습니다.',
    '본인이 한 일이 아니라면 비밀번호를 재설정하고 Shop에 알려 주세요.',
    '-- \nShop(shop.example)에서 보낸 발신 전용 메일입니다.\n'
  ])
  t.match(mail.html, '<html lang="ko">')
  t.match(mail.html, '새 비밀번호 설정하기')
  t.match(mail.html, '버튼이 열리지 않으면 아래 주소로 접속해 주세요.')
})

t.test('a mail to somebody whose name it does not know greets without one', async t => {
  const plain = { ...values, username: '' }
  const [english, korean] = [renderMail(to, 'en', content, plain), renderMail(to, 'ko', content, plain)]
  t.match(english.text, /^Hello,\n\nSomebody asked/)
  t.match(english.html, '>Hello,</p>')
  t.match(korean.text, /^안녕하세요\.\n\nShop 계정의/)
  t.match(korean.html, '>안녕하세요.</p>')
})

t.test('a mail goes to whom it is for, with its subject', async t => {
  t.match(renderMail(to, 'en', content, values), { to, subject: '[Shop] Reset your password' })
  t.equal(renderMail(nobody, 'en', content, values).to, '')
})

t.test('the HTML says what the text says', async t => {
  const { html } = renderMail(to, 'en', content, values)
  t.equal(
    seen(html),
    [
      'Hello alice,',
      'Somebody asked to reset the password of your account at Shop. Choose a new one here:',
      'Choose a new password',
      'If the button does not work, open this address:',
      'https://shop.example/reset/?a=1&amp;b=&quot;&lt;2&gt;&quot;',
      'The link works once, for 72 hours. If it was not you who asked, ignore this mail: nothing changes.',
      'If it was not you, reset your password and contact Shop.',
      'Shop (shop.example) sent this mail automatically. Please do not reply to it.'
    ].join('\n')
  )
  t.match(html, '<title>[Shop] Reset your password</title>')
  t.match(html, '<html lang="en">')
})

t.test('the button and the address beside it are the link', async t => {
  const { html, text } = renderMail(to, 'en', content, values)
  const targets = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, target]) => target)
  const escaped = 'https://shop.example/reset/?a=1&amp;b=&quot;&lt;2&gt;&quot;'
  t.strictSame(targets, [escaped, escaped])
  t.equal(linkIn({ subject: '', text }), url)
})

t.test('a mail without a link has none, and no button', async t => {
  const { text, html } = renderMail(to, 'en', notice, values)
  t.strictSame(text.split('\n\n').slice(0, 3), [
    'Hello alice,',
    'The password of your account at Shop was changed, and other logins were ended.',
    'If it was not you, reset your password and contact Shop.'
  ])
  t.notMatch(html, /<a |href|If the button/)
  t.throws(() => linkIn({ subject: 'S', text }), new Error('no link in the mail "S"'))
})

t.test('nothing in a mail is asked for from elsewhere, so that opening it tells nobody', async t => {
  const { html } = renderMail(to, 'en', content, values)
  t.notMatch(html, /<(img|link|script|style|iframe|object|form|base)\b|src=|url\(|@import|srcset/i)
})

t.test('a value is a text and no HTML, wherever it stands', async t => {
  const evil = `<script>alert("1")</script>'&`
  const { html } = renderMail(to, 'en', content, { ...values, site: evil, domain: evil, username: evil })
  t.notMatch(html, '<script')
  t.equal(html.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&#39;&amp;/g)?.length, 6)
})

t.test('a value that looks like a placeholder stays as it is', async t => {
  const { text } = renderMail(to, 'en', content, { ...values, username: '{site} $& {hours}' })
  t.match(text, /^Hello \{site\} \$& \{hours\},\n/)
})

t.test('a link is put in as it is, whatever it looks like', async t => {
  const linked = { ...content, link: { label: 'mailResetButton' as const, url: 'https://a.example/{site}/$&' } }
  const { text, html } = renderMail(to, 'en', linked, values)
  t.equal(text.split('\n\n')[2], 'https://a.example/{site}/$&')
  t.match(html, 'href="https://a.example/{site}/$&amp;"')
})
