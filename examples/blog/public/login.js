// A login by Kakao. It is bound to this tab by PKCE (RFC 7636): whoever only sees the address at its end, in a log or in
// a history, cannot pick it up; and no code that somebody else slips into the address is.

const beginUrl = '/accounts/kakao/login/'
const pickUpUrl = '/accounts/rest-auth/kakao/'
const verifierKey = 'blog code_verifier'

/** What a server refuses, by its status. */
export class Refusal extends Error {
  constructor(status) {
    super(`answered ${status}`)
    this.status = status
  }
}

/** Leaves for Kakao. Browsers have crypto.subtle over https, and on this machine. */
export async function beginLogin() {
  const verifier = encode(crypto.getRandomValues(new Uint8Array(32)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  sessionStorage.setItem(verifierKey, verifier)
  const query = new URLSearchParams({ next: location.pathname, code_challenge: encode(new Uint8Array(digest)) })
  location.assign(`${beginUrl}?${query}`)
}

/**
 * The login that the address brings, as `{token, user}`; undefined when it brings none. The code leaves the address, so
 * that nobody bookmarks it or reloads the page with it.
 * @throws Refusal when the login is not ours, or its code does not hold
 */
export async function pickUpLogin() {
  const address = new URL(location.href)
  const code = address.searchParams.get('login_code')
  if (code === null) return undefined
  address.searchParams.delete('login_code')
  history.replaceState(null, '', address)
  const verifier = sessionStorage.getItem(verifierKey)
  sessionStorage.removeItem(verifierKey)
  if (verifier === null) throw new Refusal(400) // this tab has begun no login
  return post(pickUpUrl, { login_code: code, code_verifier: verifier })
}

/** Posts JSON. @throws Refusal, or TypeError when the server cannot be reached */
export async function post(url, body, token) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization(token) },
    body: JSON.stringify(body)
  })
  if (!response.ok) throw new Refusal(response.status)
  return response.json()
}

/** @throws Refusal, or TypeError when the server cannot be reached */
export async function get(url, token) {
  const response = await fetch(url, { headers: { accept: 'application/json', ...authorization(token) } })
  if (!response.ok) throw new Refusal(response.status)
  return response.json()
}

function authorization(token) {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** Base64url (RFC 4648, section 5). */
function encode(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
