// Who is logged in: kept in this tab, through reloads, until the tab is closed, and refreshed before the token expires.
import { post, Refusal } from './login.js'

const refreshUrl = '/api-jwt-auth/refresh/'
const logoutUrl = '/rest-auth/logout/'
const key = 'blog session'

/** What a timer can wait, in milliseconds: a longer one would not wait at all. */
const longest = 2 ** 31 - 1
/** How long before its end a token is refreshed, at most; and when it is tried again where that did not work. */
const margin = 60_000
const pause = 5_000

/** The session that this tab has kept, `{token, user}`; undefined when there is none, or it is over. */
export function readSession() {
  const session = JSON.parse(sessionStorage.getItem(key) ?? 'null')
  return session !== null && expiryOf(session) > Date.now() ? session : undefined
}

export function keepSession(session) {
  sessionStorage.setItem(key, JSON.stringify(session))
}

export function forgetSession() {
  sessionStorage.removeItem(key)
}

/** When the token expires, in milliseconds since 1970. */
export function expiryOf({ token }) {
  return claimsOf(token).exp * 1000
}

/** Ends the session at the server. @throws TypeError when it cannot be reached */
export async function logOut({ token }) {
  try {
    await post(logoutUrl, {}, token)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error // a token that is refused is over already
  }
}

/**
 * Refreshes a session's token for as long as the page is open.
 * @param renewed told of the session with each new token
 * @param ended told when there is none any more
 * @returns what stops it
 */
export function keepFresh(session, { renewed, ended }) {
  let timer
  const wait = (work, delay) => {
    timer = setTimeout(work, Math.min(Math.max(delay, 0), longest))
  }
  const begin = current => {
    const left = expiryOf(current) - Date.now()
    // Only tokens that say when their login was can be refreshed (JWT_ALLOW_REFRESH).
    if (claimsOf(current.token).orig_iat === undefined) wait(ended, left)
    else wait(() => refresh(current), left - Math.min(margin, left / 5))
  }
  const refresh = async current => {
    try {
      const { token } = await post(refreshUrl, { token: current.token })
      const next = { ...current, token }
      renewed(next)
      begin(next)
    } catch (error) {
      const isTrouble = !(error instanceof Refusal) || error.status >= 500 || error.status === 429
      if (isTrouble && expiryOf(current) > Date.now()) wait(() => refresh(current), pause)
      else ended()
    }
  }
  begin(session)
  return () => clearTimeout(timer)
}

/** What a token claims. The server checks it; here it only says how long it holds. */
function claimsOf(token) {
  const text = atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, character => character.charCodeAt(0))))
}
