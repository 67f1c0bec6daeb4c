import { createHash } from 'node:crypto'
import { type Answer, json } from './answers.ts'
import { oauthError } from './errors.ts'
import { findLinked } from './links.ts'
import { renewSession, startSession } from './sessions.ts'
import { isAppKey, type KakaoApp, type KakaoState } from './state.ts'

/** `POST /oauth/token`: a code, or a refresh token, for tokens. */
export async function answerTokenRequest(state: KakaoState, form: URLSearchParams): Promise<Answer> {
  const fault = findFaultOfClient(state.app, form)
  if (fault !== undefined) return oauthError({ errorCode: fault })
  const grant = form.get('grant_type')
  if (grant === 'authorization_code') return exchangeCode(state, form)
  if (grant === 'refresh_token') return refresh(state, form)
  return oauthError({ errorCode: 'KOE001' })
}

/** The client secret belongs to the REST API key: the SDKs, which use the other keys, could not keep it. */
function findFaultOfClient(app: KakaoApp, form: URLSearchParams): string | undefined {
  const clientId = form.get('client_id')
  if (!isAppKey(app, clientId)) return 'KOE101'
  const isAsked = clientId === app.restApiKey && app.clientSecret !== undefined
  return isAsked && form.get('client_secret') !== app.clientSecret ? 'KOE010' : undefined
}

/** Any key of the app may bring the code: the JavaScript SDK starts logins that a server ends with the REST API key. */
async function exchangeCode(state: KakaoState, form: URLSearchParams): Promise<Answer> {
  const text = form.get('code') ?? ''
  const code = state.codes.get(text)
  if (code === undefined || code.expiresAt <= state.now()) return oauthError({ errorCode: 'KOE320' })
  const { authorization, personId, authTime } = code
  if (form.get('redirect_uri') !== authorization.redirectUri) return oauthError({ errorCode: 'KOE303' })
  state.codes.delete(text) // before anything is awaited, so that it works once; and a wrong verifier has no second try
  const linked = findLinked(state, personId)
  if (linked === undefined || !fits(form.get('code_verifier'), authorization.codeChallenge)) {
    return oauthError({ errorCode: 'KOE320' })
  }
  const { clientKey, openid, nonce } = authorization
  return json(await startSession(state, linked, { clientKey, openid, authTime, nonce }))
}

/** PKCE (RFC 7636, section 4.6). */
function fits(verifier: string | null, challenge: string | undefined): boolean {
  if (challenge === undefined) return true
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge
}

async function refresh(state: KakaoState, form: URLSearchParams): Promise<Answer> {
  const refreshToken = form.get('refresh_token')
  if (refreshToken === null) return oauthError({ errorCode: 'KOE319' })
  const session = state.sessions.get(refreshToken)
  if (session === undefined || session.refreshExpiresAt <= state.now()) return oauthError({ errorCode: 'KOE322' })
  const linked = findLinked(state, session.personId)
  return linked === undefined ? oauthError({ errorCode: 'KOE322' }) : json(await renewSession(state, linked, session))
}
