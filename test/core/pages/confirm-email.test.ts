import t from 'tap'
import { confirmDonePage, confirmFormPage } from '../../../core/pages/confirm-email.ts'
import { textOf } from '../../page-visits.ts'

const email = 'alice@example.com'

t.test('the form shows the address and has one button, and no field', async t => {
  const html = confirmFormPage({ language: 'en', site: 'The Shop' }, { email })
  t.match(html, '<form method="post">')
  t.notMatch(html, '<input')
  t.equal(html.match(/<button/g)?.length, 1)
  t.equal(
    textOf(html),
    'The Shop Confirm your e-mail address Is this the e-mail address of your account at The Shop? alice@example.com ' +
      'Confirm If you have no account at The Shop, close this page: nothing happens.'
  )
})

t.test('what follows names the address', async t => {
  const html = confirmDonePage({ language: 'en', site: 'The Shop' }, { email })
  t.notMatch(html, '<form')
  t.match(textOf(html), 'alice@example.com belongs to your account at The Shop now. You can close this page.')
})

t.test('both are said in Korean', async t => {
  const context = { language: 'ko', site: '동네책방' } as const
  t.match(
    textOf(confirmFormPage(context, { email })),
    `동네책방 계정의 이메일 주소가 맞으면 아래 버튼을 눌러 주세요. ${email}`
  )
  t.match(textOf(confirmDonePage(context, { email })), `${email} 주소가 동네책방 계정의 이메일로 인증되었습니다.`)
})
