import t from 'tap'
import type { FieldMessages } from '../../../core/errors.ts'
import { message } from '../../../core/messages.ts'
import { resetDonePage, resetFormPage } from '../../../core/pages/password-reset.ts'
import { passwordMessages } from '../../../core/password-validators.ts'
import { textOf } from '../../page-visits.ts'

const english = { language: 'en', site: 'The Shop' } as const
const korean = { language: 'ko', site: '동네책방' } as const
const form = (errors?: FieldMessages) => resetFormPage(english, { username: 'alice', ...(errors && { errors }) })

/** The attributes of an input, as they are written. */
const input = (html: string, id: string) => new RegExp(`<input id="${id}"([^>]*)>`).exec(html)?.[1]

/** The errors beside a field. */
const beside = (html: string, id: string) =>
  new RegExp(`<p class="error" id="${id}-error">(.*?)</p>`).exec(html)?.[1]?.split('<br>') ?? []

t.test('the form has the new password twice, for a password manager to fill in', async t => {
  const html = form()
  t.match(html, '<form method="post">')
  const attributes = ' type="password" autocomplete="new-password" required'
  t.match(html, '<label for="new_password1">New password</label>')
  t.equal(
    input(html, 'new_password1'),
    ` name="new_password1"${attributes} aria-describedby="new_password1-hint"`,
    'with the rule'
  )
  t.match(html, /id="new_password1-hint">8 characters or more/)
  t.match(html, '<label for="new_password2">New password, again</label>')
  t.equal(input(html, 'new_password2'), ` name="new_password2"${attributes}`)
  t.match(html, '<button type="submit">Save the new password</button>')
})

t.test('the form names the user, whose name cannot be changed', async t => {
  const html = resetFormPage(english, { username: '지윤"' })
  t.equal(input(html, 'username'), ' name="username" autocomplete="username" value="지윤&quot;" readonly')
})

t.test('a form that nobody has sent yet has no errors', async t => {
  const html = form()
  t.match(html, '<title>Choose a new password · The Shop</title>')
  t.notMatch(html, /role="alert"|aria-invalid=|class="error"/)
})

t.test('errors are read out first, lead to their fields, and stand beside them', async t => {
  const html = form({ new_password1: [message('blank')], new_password2: [message('tooLong', { max: 128 })] })
  t.match(html, '<title>Error: Choose a new password · The Shop</title>')
  t.match(html, '<div class="summary" role="alert" tabindex="-1" autofocus>')
  t.match(html, '<li><a href="#new_password1">This field may not be blank.</a></li>')
  t.match(html, '<li><a href="#new_password2">Ensure this field has no more than 128 characters.</a></li>')
  t.same(beside(html, 'new_password1'), ['This field may not be blank.'])
  t.same(beside(html, 'new_password2'), ['Ensure this field has no more than 128 characters.'])
  t.match(input(html, 'new_password1'), 'aria-invalid="true" aria-describedby="new_password1-error new_password1-hint"')
  t.match(input(html, 'new_password2'), 'aria-invalid="true" aria-describedby="new_password2-error"')
})

t.test('that a password will not do stands where it was chosen', async t => {
  const alice = { username: 'alicealice', firstName: 'Fernanda', lastName: 'Montenegro', email: 'rosa@flowers.example' }
  for (const password of ['12345', 'password', 'alicealice', 'fernanda', 'montenegro', 'flowers.example']) {
    const messages = passwordMessages(password, alice)
    t.ok(messages.length > 0, password)
    const html = form({ new_password2: messages })
    t.equal(beside(html, 'new_password1').length, messages.length, password)
    t.same(beside(html, 'new_password2'), [], password)
    t.notMatch(input(html, 'new_password2'), 'aria-invalid')
  }
})

t.test('that the two differ stands where it was typed again', async t => {
  const html = form({ new_password2: [message('newPasswordsDiffer')] })
  t.same(beside(html, 'new_password1'), [])
  t.same(beside(html, 'new_password2'), ['The two password fields didn’t match.'])
})

t.test('a text of a host stands as it is, and is no HTML', async t => {
  t.same(beside(form({ new_password1: ['Not on <Sundays>'] }), 'new_password1'), ['Not on &lt;Sundays&gt;'])
  t.same(beside(form({ new_password2: ['Not on <Sundays>'] }), 'new_password2'), ['Not on &lt;Sundays&gt;'])
})

t.test('all of it is said in Korean', async t => {
  const html = resetFormPage(korean, { username: 'alice', errors: { new_password2: [message('passwordTooCommon')] } })
  t.match(html, '<title>오류: 새 비밀번호 설정 · 동네책방</title>')
  t.match(
    textOf(html),
    '동네책방 새 비밀번호 설정 동네책방 계정에 사용할 새 비밀번호를 입력해 주세요. 변경하면 모든 기기에서 로그아웃됩니다. ' +
      '입력한 내용을 확인해 주세요. 너무 흔한 비밀번호입니다. 아이디 새 비밀번호 너무 흔한 비밀번호입니다. 8자 이상'
  )
  t.match(
    textOf(resetDonePage(korean)),
    '이제 새 비밀번호로 동네책방에 로그인할 수 있습니다. 이 페이지는 닫으셔도 됩니다.'
  )
})
