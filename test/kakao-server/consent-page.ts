import { escapeHtml } from '../../core/html.ts'
import type { Answer } from './answers.ts'
import type { Authorization } from './authorization.ts'
import { page } from './page.ts'
import { consentItems, type KakaoPerson } from './people.ts'
import type { KakaoState } from './state.ts'

/** The page where a person says who they are and what the app may know. Its form goes to where the page came from. */
export function consentPage(
  { people, app }: KakaoState,
  authorization: Authorization,
  loggedIn: string | undefined,
  complaint?: string
): Answer {
  const isNew = authorization.prompt === 'create'
  const body = `${complaint === undefined ? '' : `<p role="alert">${complaint}</p>`}
<p>앱 ${app.appId}에 로그인합니다.</p>
<form method="post">
${isNew ? newAccount : accounts([...people.values()], authorization.loginHint ?? loggedIn)}
${items(authorization.scopes)}
${terms(authorization.serviceTerms)}
<button type="submit" name="answer" value="agree">동의하고 계속하기</button>
<button type="submit" name="answer" value="cancel" formnovalidate>취소</button>
</form>`
  return page(isNew ? '카카오계정 만들기' : '카카오 로그인', body, complaint === undefined ? 200 : 400)
}

const newAccount = `<fieldset><legend>새 카카오계정</legend>
<label>닉네임 <input type="text" name="nickname" required autocomplete="nickname"></label>
<label>이메일 <input type="email" name="email" autocomplete="email"></label>
</fieldset>`

/** Preselects who is hinted at by id or address, or who is logged in already; the first otherwise. */
function accounts(people: KakaoPerson[], hint: string | undefined): string {
  const hinted = people.find(({ id, email }) => id === hint || (email !== undefined && email === hint)) ?? people[0]
  const choices = people.map(
    person =>
      `<label><input type="radio" name="person" value="${escapeHtml(person.id)}" required${
        person === hinted ? ' checked' : ''
      }><span>${escapeHtml(person.nickname)} <small>${escapeHtml(person.email ?? '이메일 없음')}</small></span></label>`
  )
  return `<fieldset><legend>카카오계정</legend>
${choices.join('\n')}
</fieldset>`
}

function items(scopes: readonly string[]): string {
  if (scopes.length === 0) return ''
  const boxes = scopes.map(scope => {
    const name = escapeHtml(consentItems[scope] ?? scope)
    return `<label><input type="checkbox" name="scope" value="${escapeHtml(scope)}" checked>${name}</label>`
  })
  return `<fieldset><legend>동의 항목</legend>
${boxes.join('\n')}
</fieldset>`
}

function terms(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `<p>서비스 약관: ${escapeHtml(tags.join(', '))}</p>`
}
