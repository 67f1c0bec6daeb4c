import { type Answer, idAnswer } from './answers.ts'
import { apiError } from './errors.ts'
import { disconnect, endLogins, isKnown, isLinked, keepLink } from './links.ts'
import type { Call } from './routes.ts'
import { endSession } from './sessions.ts'
import type { KakaoState, KakaoToken } from './state.ts'
import { me, tokenInfo } from './user-data.ts'

/** `GET /v1/user/access_token_info`. */
export function answerTokenInfo(state: KakaoState, { token }: Call): Answer {
  const found = findToken(state, token)
  if (isAnswer(found)) return found
  const { issued } = found
  const left = issued && { expiresIn: Math.floor((issued.expiresAt - state.now()) / 1000) }
  return { status: 200, body: tokenInfo({ appId: state.app.appId, ...found, ...left }) }
}

/** `GET /v2/user/me`. */
export function answerMe(state: KakaoState, { token, query }: Call): Answer {
  const found = findToken(state, token)
  if (isAnswer(found)) return found
  const { person, issued } = found
  const link = state.links.get(person.id)
  if (issued === undefined || link === undefined) return { status: 200, body: me(person) }
  const { scopes: given, connectedAt } = link
  const secure = query.get('secure_resource') === 'true'
  return { status: 200, body: me(person, { items: state.app.scopes, given, connectedAt, secure }) }
}

/** `POST /v1/user/unlink`: the person is no longer the app's, and none of their tokens works. */
export function unlink(state: KakaoState, call: Call): Answer {
  const personId = findTarget(state, call)
  if (typeof personId !== 'string') return personId
  disconnect(state, personId)
  state.unlinked.push(personId)
  return idAnswer(personId)
}

/** `POST /v1/user/logout`: with a token, its login ends; with the admin key, all logins of the person. */
export function logOut(state: KakaoState, call: Call): Answer {
  const personId = findTarget(state, call)
  if (typeof personId !== 'string') return personId
  keepLink(state, personId)
  if (call.token === undefined) endLogins(state, personId)
  else endLogin(state, call.token)
  return idAnswer(personId)
}

function endLogin(state: KakaoState, token: string): void {
  const session = state.tokens.get(token)?.issued?.session
  if (session === undefined) state.tokens.delete(token)
  else endSession(state, session)
}

/** A token that works, or why it does not. */
function findToken(state: KakaoState, text = ''): KakaoToken | Answer {
  if (!/^[\w.~+/=-]*$/.test(text)) return apiError({ code: -2 })
  const token = state.tokens.get(text)
  if (token === undefined || (token.issued && token.issued.expiresAt <= state.now())) return apiError({ code: -401 })
  const { issued } = token
  const person = issued === undefined ? token.person : state.people.get(token.person.id)
  if (person === undefined || person.isDormant) return apiError({ code: -103 })
  if (issued !== undefined && !state.links.has(person.id)) return apiError({ code: -101 })
  if (person.isUnder14 && !state.app.allowsUnder14) return apiError({ code: -406 })
  return { ...token, person }
}

/** Whose link is meant: that of the token, or with the admin key of the app that of `target_id`. */
function findTarget(state: KakaoState, { token, adminKey, form }: Call): string | Answer {
  if (adminKey === undefined) {
    const found = findToken(state, token)
    return isAnswer(found) ? found : found.person.id
  }
  if (adminKey !== state.app.adminKey) return apiError({ code: -401 })
  const target = form.get('target_id') ?? ''
  if (form.get('target_id_type') !== 'user_id' || !/^\d+$/.test(target)) return apiError({ code: -2 })
  if (isLinked(state, target)) return target
  return apiError({ code: isKnown(state, target) ? -101 : -103 })
}

const isAnswer = (found: KakaoToken | Answer): found is Answer => 'status' in found
