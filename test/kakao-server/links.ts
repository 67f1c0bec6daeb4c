import type { KakaoPerson } from './people.ts'
import { type KakaoLink, type KakaoState, linkedByHandAt } from './state.ts'

/** Whether a person is linked: by a login, or by a token that a test made by hand. */
export function isLinked(state: KakaoState, personId: string): boolean {
  return state.links.has(personId) || [...state.tokens.values()].some(({ person }) => person.id === personId)
}

/** Somebody with an account and a link, for whom tokens can be issued. */
export interface Linked {
  person: KakaoPerson
  link: KakaoLink
}

export function findLinked(state: KakaoState, personId: string): Linked | undefined {
  const person = state.people.get(personId)
  const link = state.links.get(personId)
  return person && link && { person, link }
}

/** Whether anybody has this id, linked or not. */
export function isKnown(state: KakaoState, personId: string): boolean {
  return state.people.has(personId) || state.unlinked.includes(personId) || isLinked(state, personId)
}

/** Notes the link of who is linked by tokens made by hand alone, or it would go with them. */
export function keepLink(state: KakaoState, personId: string): void {
  const link = state.links.get(personId) ?? { connectedAt: linkedByHandAt, scopes: new Set(state.app.scopes) }
  state.links.set(personId, link)
}

/** Ends all tokens of a person. */
export function endLogins(state: KakaoState, personId: string): void {
  for (const [text, { person }] of state.tokens) if (person.id === personId) state.tokens.delete(text)
  for (const [text, session] of state.sessions) if (session.personId === personId) state.sessions.delete(text)
}

/** Ends the link of a person with the app, and with it everything that was issued for them. */
export function disconnect(state: KakaoState, personId: string): void {
  state.links.delete(personId)
  endLogins(state, personId)
  for (const [text, code] of state.codes) if (code.personId === personId) state.codes.delete(text)
}
