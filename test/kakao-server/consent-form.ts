import type { Authorization } from './authorization.ts'
import type { KakaoPerson } from './people.ts'
import type { KakaoState } from './state.ts'

export interface FormChoice {
  personId: string
  deny: boolean
  withoutScopes: string[]
}

/** Reads the form of the consent page; undefined when it names nobody. */
export function readChoice(
  state: KakaoState,
  authorization: Authorization,
  form: URLSearchParams
): FormChoice | undefined {
  const deny = form.get('answer') === 'cancel'
  const withoutScopes = authorization.scopes.filter(scope => !form.getAll('scope').includes(scope))
  const person = authorization.prompt === 'create' && !deny ? signUp(state, form) : chosen(state, form)
  if (person === undefined && !deny) return undefined
  return { personId: person?.id ?? '', deny, withoutScopes }
}

function chosen(state: KakaoState, form: URLSearchParams): KakaoPerson | undefined {
  return state.people.get(form.get('person') ?? '')
}

/** `prompt=create`: somebody new gets a Kakao account. */
function signUp(state: KakaoState, form: URLSearchParams): KakaoPerson | undefined {
  const nickname = form.get('nickname')?.trim() ?? ''
  const email = form.get('email')?.trim() ?? ''
  if (nickname === '') return undefined
  const id = String(3_720_000_000 + state.people.size)
  const person = { id, nickname, ...(email !== '' && { email }) }
  state.people.set(id, person)
  return person
}
