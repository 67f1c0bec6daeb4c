import type { FastifyRequest } from 'fastify'
import Type, { type TObject, type TString } from 'typebox'
import type { SocialPolicy } from '../../accounts/context.ts'
import type { SocialCredentials } from '../../accounts/identify-social-account.ts'
import { InvalidInput } from '../../core/errors.ts'
import { readFields } from '../../core/fields.ts'
import { message } from '../../core/messages.ts'
import type { SocialEntrance, SocialWays } from './social-entrance.ts'

const text = (description: string, example: string, more: object = {}) =>
  Type.Optional(Type.String({ description, examples: [example], ...more }))
const example = 'x7Jm2Qq9w1kAAAGRx0sWpg'
const fields = {
  access_token: text("The access token that the app got from the provider's SDK.", example),
  id_token: text("The id_token that the app got from the provider's SDK (OpenID Connect).", 'eyJ…'),
  nonce: text('What the login that gave the id_token, or the code, was begun with.', 'n-0S6_WzA2Mj'),
  code: text('An authorization code of the provider.', '4Dk1…'),
  code_verifier: text('The code_verifier (PKCE) of the code, or of the login_code.', 'dBjftJeZ4CVP…'),
  redirect_uri: text(
    "Where the provider sent the code; the server's own callback when not given.",
    'https://shop.example.com/kakao'
  ),
  login_code: text('What `login_code` in the address says after a login by a browser.', 'SplxlOBeZQQYbYS6WxSbIA')
}
type FieldName = keyof typeof fields

/** The body that an endpoint takes, by the ways in that its provider has. */
export function credentialsSchema({ accessToken, idToken, code, browser }: SocialWays, picksUp: boolean): TObject {
  const names: FieldName[] = [
    ...(accessToken ? (['access_token'] as const) : []),
    ...(idToken ? (['id_token', 'nonce'] as const) : []),
    'code',
    ...(code ? (['code_verifier', 'redirect_uri'] as const) : []),
    ...(browser && picksUp ? (['login_code'] as const) : [])
  ]
  const examples = [accessToken ? { access_token: example } : { code: '4Dk1…' }]
  return Type.Object(Object.fromEntries(names.map(name => [name, fields[name]])), { examples })
}

/** The fields of a body that are there and say something. */
export type Shown = Partial<Record<FieldName, string>>

/** @throws InvalidInput with messages by field */
export async function readShown(schema: TObject, body: unknown): Promise<Shown> {
  const read = await readFields(schema as TObject<Record<FieldName, TString>>, body)
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== ''))
}

/**
 * What a person shows up with. Where a body has several, what says most comes first: an id_token with its access token,
 * an access token, a code.
 * @throws InvalidInput when there is nothing, or the address of the code is not one of ours
 */
export async function credentialsIn(
  shown: Shown,
  { callbackUri, ways }: Pick<SocialEntrance, 'callbackUri' | 'ways'>,
  { redirectUris }: Pick<SocialPolicy, 'redirectUris'>,
  request: FastifyRequest
): Promise<SocialCredentials> {
  const { access_token: accessToken, id_token: idToken, nonce, code, code_verifier: codeVerifier } = shown
  if (idToken !== undefined) return { idToken, nonce, accessToken }
  if (accessToken !== undefined) return { accessToken }
  if (code === undefined) throw InvalidInput.of(message('socialInputMissing'))
  const own = await callbackUri(request)
  const redirectUri = shown.redirect_uri ?? own
  const isAllowed = redirectUri === own ? ways.bindsCodes : redirectUris.includes(redirectUri)
  if (!isAllowed) throw new InvalidInput({ redirect_uri: [message('socialRedirectUnknown')] })
  return { code, redirectUri, codeVerifier, nonce }
}
