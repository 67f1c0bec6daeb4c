/** A way in, as an OpenAPI document says it (OpenAPI 3.1, "Security Scheme Object"). */
export type SecurityScheme = { description: string } & (
  | { type: 'http'; scheme: 'bearer'; bearerFormat: string }
  | { type: 'apiKey'; in: 'header' | 'cookie'; name: string }
)

/** Ways in, by the names that the `security` of an operation refers to. */
export type SecuritySchemes = Record<string, SecurityScheme>

/**
 * JSON Web Tokens in a header, and in a cookie where there is one. `Bearer` is what clients that are made from a
 * description can send by themselves, and is always accepted.
 * @param headerPrefix JWT_AUTH_HEADER_PREFIX
 * @param cookie JWT_AUTH_COOKIE
 */
export function tokenSchemes(headerPrefix: string, cookie: string | undefined): SecuritySchemes {
  const jwt: SecurityScheme = {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `A JSON Web Token: \`Authorization: ${headerPrefix} <token>\` or \`Authorization: Bearer <token>\`.`
  }
  if (cookie === undefined) return { jwt }
  const description =
    'A JSON Web Token in the cookie that logins set, which a browser sends by itself. It counts where there is no ' +
    'Authorization header; what changes something must then come from the own origin.'
  return { jwt, cookie: { type: 'apiKey', in: 'cookie', name: cookie, description } }
}

/** Django REST Framework's tokens. */
export const keyScheme: SecurityScheme = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description: 'A key of Django REST Framework, with the word before it: `Token <40 hexadecimal digits>`.'
}
