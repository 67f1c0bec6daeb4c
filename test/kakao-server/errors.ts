import { type Answer, json } from './answers.ts'

/** Errors of kapi by code: the status that Kakao gives them, and words (nobody should decide on these). */
const apiErrors: Readonly<Record<number, readonly [status: number, msg: string]>> = {
  [-1]: [400, 'internal server error'],
  [-2]: [400, 'malformed request'],
  [-3]: [404, 'no such API'],
  [-7]: [503, 'the service is under maintenance'],
  [-10]: [400, 'API limit has been exceeded'],
  [-101]: [400, 'the account is not linked to this app'],
  [-103]: [400, 'no such account, or it is dormant'],
  [-401]: [401, 'this access token does not exist'],
  [-402]: [403, 'insufficient scopes'],
  [-406]: [401, 'this app does not allow people under 14'],
  [-9798]: [503, 'the service is under maintenance']
}

/** Errors of kauth by code: status, OAuth's error, and words. */
const oauthErrors: Readonly<Record<string, readonly [status: number, error: string, description: string]>> = {
  KOE001: [400, 'invalid_request', 'wrong request parameters'],
  KOE003: [400, 'server_error', 'temporary error'],
  KOE006: [400, 'invalid_request', 'redirect_uri is not registered'],
  KOE007: [400, 'invalid_request', 'logout_redirect_uri is not registered'],
  KOE010: [401, 'invalid_client', 'Bad client credentials'],
  KOE101: [401, 'invalid_client', 'Not exist client_id'],
  KOE205: [400, 'invalid_scope', 'the app has not set up a consent item that is asked for'],
  KOE237: [400, 'invalid_request', 'token request rate limit exceeded'],
  KOE303: [400, 'invalid_grant', 'Redirect URI mismatch.'],
  KOE319: [400, 'invalid_grant', 'refresh_token is missing'],
  KOE320: [400, 'invalid_grant', 'authorization code not found'],
  KOE322: [400, 'invalid_grant', 'expired_or_invalid_refresh_token']
}

export interface ApiError {
  code: number
  /** Kakao's own for this code when not given. */
  status?: number | undefined
  /** Further members of the body, such as required_scopes. */
  more?: object | undefined
}

export interface OAuthError {
  /** `KOE…`. */
  errorCode: string
  status?: number | undefined
  more?: object | undefined
}

/** `{msg, code}`, as kapi tells an error. */
export function apiError(error: ApiError): Answer {
  const { code, status } = error
  const [usualStatus, msg] = apiErrors[code] ?? [400, 'Kakao says no']
  const consent = code === -402 && { required_scopes: ['account_email'] }
  return json({ msg, code, ...consent, ...error.more }, status ?? usualStatus)
}

/** What a KOE code means: its status and the three members of the body. */
export function explain({ errorCode, status }: OAuthError) {
  const [usualStatus, error, description] = oauthErrors[errorCode] ?? [400, 'invalid_request', 'Kakao says no']
  return { status: status ?? usualStatus, error, error_description: description, error_code: errorCode }
}

/** What is thrown where Kakao would show a page and send nobody back. */
export function loginError(errorCode: string): Error & { errorCode: string } {
  const { error_description } = explain({ errorCode })
  return Object.assign(new Error(`${errorCode}: ${error_description}`), { errorCode })
}

/** `{error, error_description, error_code}`, as kauth tells an error of the token endpoint. */
export function oauthError(error: OAuthError): Answer {
  const { status, ...body } = explain(error)
  return json({ ...body, ...error.more }, status)
}
