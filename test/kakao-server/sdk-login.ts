import { areSetUp } from './authorization.ts'
import { loginError } from './errors.ts'
import { consent } from './login.ts'
import { startSession, type TokenAnswer } from './sessions.ts'
import { type KakaoState, seconds } from './state.ts'

export interface SdkLoginOptions {
  /** Consent items, and `openid`; all that the app has set up when not given. */
  scopes?: readonly string[]
  nonce?: string
  /** The key that the SDK was set up with; the native app key when not given. */
  clientKey?: string
}

/** A login with Kakao's SDK on Android or iOS: the SDK exchanges the code itself and hands the tokens to the app. */
export async function sdkLogin(
  state: KakaoState,
  personId: string,
  { scopes = allScopes(state), nonce, clientKey = state.app.nativeAppKey }: SdkLoginOptions = {}
): Promise<TokenAnswer> {
  if (!areSetUp(state.app, scopes)) throw loginError('KOE205')
  const items = scopes.filter(scope => scope !== 'openid')
  const openid = scopes.includes('openid')
  return startSession(state, consent(state, personId, items), { clientKey, openid, authTime: seconds(state), nonce })
}

function allScopes({ app }: KakaoState): string[] {
  return app.openIdConnect ? [...app.scopes, 'openid'] : app.scopes
}
