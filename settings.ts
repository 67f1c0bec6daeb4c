import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Type, { type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { StartError } from './core/errors.ts'
import { hashers } from './core/hashers.ts'
import { readJson } from './core/json.ts'
import { kakaoEventNames } from './core/kakao-events.ts'
import { areProxies } from './core/proxies.ts'
import { isSignatureAlgorithm, newPrivateKey, tokenAlgorithms } from './core/token-keys.ts'

/** A row of the table: who takes the setting and by which option, what it may be, and what it is when not given. */
interface Setting<Plugin extends string, Option extends string, Schema extends TSchema, Default> {
  plugin: Plugin
  option: Option
  schema: Schema
  default: Default
  /** Completes the sentence "SETTING takes …". */
  takes: string
  doc: string
  /** Its value is never shown. */
  secret?: boolean
}

function setting<
  const Plugin extends string,
  const Option extends string,
  Schema extends TSchema,
  Default extends Static<Schema> | undefined
>(row: Setting<Plugin, Option, Schema, Default>): Setting<Plugin, Option, Schema, Default> {
  return row
}

const hasherNames = hashers.map(hasher => hasher.algorithm)
const text = Type.String({ minLength: 1 })
/** Keys that verify at once: a rotation leaves two or three. */
export const maxKeys = 10
const perMinute = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const sealingKey = Type.String({ minLength: 32 })
const seconds = Type.Integer({ minimum: 1, maximum: 3_155_760_000 })

/** Every setting once, by its name in the environment: Django's and its packages' own name where they have one. */
export const settingsTable = {
  SECRET_KEY: setting({
    plugin: 'suite',
    option: 'secretKey',
    schema: text,
    default: undefined,
    takes: 'a text of 32 bytes or more',
    doc: "Signs tokens: Django's SECRET_KEY. Outside production one is made once and kept in `data/secret-key`.",
    secret: true
  }),
  DATABASE_URL: setting({
    plugin: 'database',
    option: 'url',
    schema: text,
    default: 'file:data/db.sqlite3',
    takes: 'file:PATH',
    doc: 'The SQLite database, `file:PATH`; made when missing.'
  }),
  DATABASE_SYNCHRONOUS: setting({
    plugin: 'database',
    option: 'synchronous',
    schema: Type.Enum(['normal', 'full']),
    default: 'normal',
    takes: 'normal or full',
    doc: "SQLite's durability: `full` keeps the last commits through a power cut, and is slower."
  }),
  SITE_ID: setting({
    plugin: 'sites',
    option: 'id',
    schema: Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 1 })]),
    default: 1,
    takes: 'a whole number, 1 or more, or auto',
    doc: 'The row of `django_site` that this server is; with `auto`, the one that the Host of a request names ([docs/sites.md](sites.md)).'
  }),
  DEFAULT_SITE_ID: setting({
    plugin: 'sites',
    option: 'defaultId',
    schema: Type.Integer({ minimum: 1 }),
    default: undefined,
    takes: 'a whole number, 1 or more',
    doc: 'With `SITE_ID=auto`: the site of requests whose Host is no site’s. They are answered 400 when not given.'
  }),
  PASSWORD_HASHERS: setting({
    plugin: 'passwords',
    option: 'hashers',
    schema: Type.Array(Type.Enum(hasherNames), { minItems: 1 }),
    default: ['argon2'],
    takes: `a list of ${hasherNames.join(', ')}`,
    doc: 'The first hashes new passwords, and a login rewrites a hash of another kind. All kinds are read in any case.'
  }),
  JWT_SECRET_KEY: setting({
    plugin: 'jwtAuth',
    option: 'secret',
    schema: Type.Union([text, Type.Array(text, { minItems: 1, maxItems: maxKeys })]),
    default: undefined,
    takes: 'a text of 32 bytes or more, or several with commas between them',
    doc: 'Signs tokens in place of SECRET_KEY. Of several, the first signs and all verify: put a new one before the old.',
    secret: true
  }),
  JWT_ALGORITHM: setting({
    plugin: 'jwtAuth',
    option: 'algorithm',
    schema: Type.Enum([...tokenAlgorithms]),
    default: 'HS256',
    takes: `one of ${tokenAlgorithms.join(', ')}`,
    doc: 'The one algorithm that signs and verifies: HS… by a secret, the others by JWT_PRIVATE_KEY.'
  }),
  JWT_PRIVATE_KEY: setting({
    plugin: 'jwtAuth',
    option: 'privateKey',
    schema: text,
    default: undefined,
    takes: 'a private key in PEM form, or file:PATH',
    doc: 'Signs tokens with RS256, ES256, EdDSA: PEM, or `file:PATH`, where further keys verify. Outside production `data/jwt-keys.pem` is made once.',
    secret: true
  }),
  JWT_PUBLIC_KEY: setting({
    plugin: 'jwtAuth',
    option: 'publicKey',
    schema: text,
    default: undefined,
    takes: 'public keys in PEM form, or file:PATH',
    doc: 'Further keys that only verify: PEM, or `file:PATH`.'
  }),
  JWT_EXPIRATION_DELTA: setting({
    plugin: 'jwtAuth',
    option: 'expirationDelta',
    schema: seconds,
    default: 300,
    takes: 'a whole number of seconds, from 1 to 3155760000 (a hundred years)',
    doc: 'How long a token is valid, in seconds.'
  }),
  JWT_ALLOW_REFRESH: setting({
    plugin: 'jwtAuth',
    option: 'allowRefresh',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether new tokens can be refreshed.'
  }),
  JWT_REFRESH_EXPIRATION_DELTA: setting({
    plugin: 'jwtAuth',
    option: 'refreshExpirationDelta',
    schema: seconds,
    default: 604_800,
    takes: 'a whole number of seconds, from 1 to 3155760000 (a hundred years)',
    doc: 'How long after the login its tokens can be refreshed, in seconds.'
  }),
  JWT_REFRESH_MODE: setting({
    plugin: 'jwtAuth',
    option: 'refreshMode',
    schema: Type.Enum(['sliding', 'rotating']),
    default: 'sliding',
    takes: 'sliding or rotating',
    doc: 'How logins go on: `sliding`, by a token that still holds; `rotating`, by refresh tokens that are good once.'
  }),
  JWT_REFRESH_GRACE: setting({
    plugin: 'jwtAuth',
    option: 'refreshGrace',
    schema: Type.Integer({ minimum: 0, maximum: 10 }),
    default: 10,
    takes: 'a whole number of seconds from 0 to 10',
    doc: 'How long a rotating refresh token that was used answers its successor once more, in seconds.'
  }),
  JWT_REFRESH_COOKIE: setting({
    plugin: 'jwtAuth',
    option: 'refreshCookie',
    schema: Type.String({ pattern: "^(?!__[Hh][Oo][Ss][Tt]-)[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
    default: undefined,
    takes: 'the name of a cookie, which cannot begin with __Host-: it goes to one path alone',
    doc: 'A cookie that carries the rotating refresh token, to the path of the refresh alone. None when not given.'
  }),
  JWT_AUTH_HEADER_PREFIX: setting({
    plugin: 'jwtAuth',
    option: 'authHeaderPrefix',
    schema: Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
    default: 'JWT',
    takes: 'one word',
    doc: 'The scheme of the Authorization header; `Bearer` is accepted besides.'
  }),
  JWT_LEEWAY: setting({
    plugin: 'jwtAuth',
    option: 'leeway',
    schema: Type.Integer({ minimum: 0, maximum: 60 }),
    default: 0,
    takes: 'a whole number of seconds from 0 to 60',
    doc: 'Seconds of clock difference that are forgiven.'
  }),
  JWT_AUDIENCE: setting({
    plugin: 'jwtAuth',
    option: 'audience',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'Put into every token as `aud`, and demanded of every token.'
  }),
  JWT_ISSUER: setting({
    plugin: 'jwtAuth',
    option: 'issuer',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'Put into every token as `iss`, and demanded of every token.'
  }),
  JWT_AUTH_CHECK: setting({
    plugin: 'jwtAuth',
    option: 'authCheck',
    schema: Type.Enum(['user', 'claims']),
    default: 'user',
    takes: 'user or claims',
    doc: 'What a token is checked against: the `user` and the session in the database, or its own `claims` alone.'
  }),
  JWT_AUTH_COOKIE: setting({
    plugin: 'jwtAuth',
    option: 'authCookie',
    schema: Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
    default: undefined,
    takes: 'the name of a cookie',
    doc: 'A cookie that logins set and that authenticates where there is no Authorization header. None when not given.'
  }),
  AUDIT_RETENTION_DAYS: setting({
    plugin: 'jwtAuth',
    option: 'auditRetentionDays',
    schema: Type.Integer({ minimum: 1, maximum: 36_500 }),
    default: 90,
    takes: 'a whole number of days, from 1 to 36500 (a hundred years)',
    doc: 'How long the audit trail (`rest_auth_event`) keeps an event, in days.'
  }),
  REST_USE_JWT: setting({
    plugin: 'restAuth',
    option: 'useJwt',
    schema: Type.Boolean(),
    default: true,
    takes: 'true or false',
    doc: "Whether logins answer a JSON Web Token; else Django REST Framework's `{key}`, one a user."
  }),
  ACCOUNT_AUTHENTICATION_METHOD: setting({
    plugin: 'restAuth',
    option: 'authenticationMethod',
    schema: Type.Enum(['username', 'email', 'username_email']),
    default: 'username',
    takes: 'username, email or username_email',
    doc: 'What people log in with. With `email`, a registration must give an address.'
  }),
  ACCOUNT_EMAIL_VERIFICATION: setting({
    plugin: 'restAuth',
    option: 'emailVerification',
    schema: Type.Enum(['none', 'optional', 'mandatory']),
    default: 'optional',
    takes: 'none, optional or mandatory',
    doc: 'Whether a new address is sent a link that verifies it, and whether a login has to wait for that.'
  }),
  ACCOUNT_EMAIL_REQUIRED: setting({
    plugin: 'restAuth',
    option: 'emailRequired',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether a registration must give an e-mail address.'
  }),
  ACCOUNT_USERNAME_REQUIRED: setting({
    plugin: 'restAuth',
    option: 'usernameRequired',
    schema: Type.Boolean(),
    default: true,
    takes: 'true or false',
    doc: 'Whether a registration must give a username; else one is made of the address.'
  }),
  ACCOUNT_PREVENT_ENUMERATION: setting({
    plugin: 'restAuth',
    option: 'preventEnumeration',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'With mandatory verification: whether a registration answers alike for an address that somebody has, who is told by mail.'
  }),
  OLD_PASSWORD_FIELD_ENABLED: setting({
    plugin: 'restAuth',
    option: 'oldPasswordFieldEnabled',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether a change of the password takes the old one, as `old_password`.'
  }),
  LOGOUT_ON_PASSWORD_CHANGE: setting({
    plugin: 'restAuth',
    option: 'logoutOnPasswordChange',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether a change of the password ends the session that made it, too; it ends all others in any case.'
  }),
  ACCOUNT_REAUTHENTICATION_REQUIRED: setting({
    plugin: 'restAuth',
    option: 'reauthenticationRequired',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether a change of e-mail addresses or social accounts takes a recent login; else 403.'
  }),
  ACCOUNT_REAUTHENTICATION_TIMEOUT: setting({
    plugin: 'restAuth',
    option: 'reauthenticationTimeout',
    schema: seconds,
    default: 300,
    takes: 'a whole number of seconds, from 1 to 3155760000 (a hundred years)',
    doc: 'How long a login counts as a recent one, in seconds.'
  }),
  ACCOUNT_DELETION: setting({
    plugin: 'restAuth',
    option: 'accountDeletion',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether people may delete their own account: `DELETE /rest-auth/user/`.'
  }),
  PASSWORD_RESET_TIMEOUT: setting({
    plugin: 'restAuth',
    option: 'passwordResetTimeout',
    schema: seconds,
    default: 259_200,
    takes: 'a whole number of seconds, from 1 to 3155760000 (a hundred years)',
    doc: 'How long the link of a password reset holds, in seconds.'
  }),
  ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS: setting({
    plugin: 'restAuth',
    option: 'emailConfirmationExpireDays',
    schema: Type.Integer({ minimum: 1, maximum: 36_500 }),
    default: 3,
    takes: 'a whole number of days, from 1 to 36500 (a hundred years)',
    doc: 'How long the link that verifies an e-mail address holds, in days.'
  }),
  PASSWORD_RESET_URL: setting({
    plugin: 'restAuth',
    option: 'passwordResetUrl',
    schema: Type.String({ pattern: '^[a-z][a-z0-9+.-]*://(?=\\S*\\{uid\\})(?=\\S*\\{token\\})\\S+$' }),
    default: undefined,
    takes: 'an address with {uid} and {token} in it',
    doc: "Where the link of a password reset leads: the site's own page when not given."
  }),
  EMAIL_CONFIRM_URL: setting({
    plugin: 'restAuth',
    option: 'emailConfirmUrl',
    schema: Type.String({ pattern: '^[a-z][a-z0-9+.-]*://(?=\\S*\\{key\\})\\S+$' }),
    default: undefined,
    takes: 'an address with {key} in it',
    doc: "Where the link that verifies an address leads: the site's own page when not given."
  }),
  ACCOUNT_DEFAULT_HTTP_PROTOCOL: setting({
    plugin: 'restAuth',
    option: 'defaultHttpProtocol',
    schema: Type.Enum(['http', 'https']),
    default: undefined,
    takes: 'http or https',
    doc: "How the site's own links begin: `https`, and `http` for a site on this machine, when not given."
  }),
  SOCIALACCOUNT_PROVIDERS: setting({
    plugin: 'socialProviders',
    option: 'providers',
    schema: Type.Record(Type.String(), Type.Object({})),
    default: {},
    takes: 'an object in JSON, as in {"google": {"clientId": "…", "clientSecret": "…"}}',
    doc: 'Identity providers beside Kakao and their options, as JSON ([docs/social.md](social.md)).',
    secret: true
  }),
  SOCIALACCOUNT_EMAIL_AUTHENTICATION: setting({
    plugin: 'socialAccounts',
    option: 'emailAuthentication',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether a provider that vouches for an address logs in the user who has verified it here, and links the two.'
  }),
  SOCIALACCOUNT_STORE_TOKENS: setting({
    plugin: 'socialAccounts',
    option: 'storeTokens',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: "Whether the tokens of providers are kept, for calls of the providers' APIs."
  }),
  SOCIAL_SECRET_KEY: setting({
    plugin: 'socialAccounts',
    option: 'secretKey',
    schema: Type.Union([sealingKey, Type.Array(sealingKey, { minItems: 1, maxItems: maxKeys })]),
    default: undefined,
    takes: 'a text of 32 characters or more, or several with commas between them',
    doc: "Encrypts providers' tokens and client secrets. Of several, the first encrypts and all are read with; then `manage encryptsecrets`.",
    secret: true
  }),
  SOCIAL_NEXT_URLS: setting({
    plugin: 'socialAccounts',
    option: 'nextUrls',
    schema: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+$' })),
    default: [],
    takes: 'a list of addresses, as in https://shop.example.com,myapp://login',
    doc: 'Where a login by a browser may lead, beside paths of the server: origins, with any path, or whole addresses.'
  }),
  LOGIN_REDIRECT_URL: setting({
    plugin: 'socialAccounts',
    option: 'loginRedirectUrl',
    schema: Type.String({ pattern: '^(/(?![/\\\\])|[A-Za-z][A-Za-z0-9+.-]*:)[^\\s]*$' }),
    default: '/',
    takes: 'a path or an address',
    doc: 'Where a login by a browser leads when nobody says.'
  }),
  SOCIAL_REDIRECT_URIS: setting({
    plugin: 'socialAccounts',
    option: 'redirectUris',
    schema: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+$' })),
    default: [],
    takes: 'a list of addresses',
    doc: "Redirect URIs of front ends that get providers' codes themselves and send them on as `code`."
  }),
  KAKAO_APP_ID: setting({
    plugin: 'socialKakao',
    option: 'appId',
    schema: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    default: undefined,
    takes: 'the number of the Kakao app, as in 770001',
    doc: 'The number of the Kakao app, unless its Social application has it. Without either no access token is taken (503).'
  }),
  KAKAO_REST_API_KEY: setting({
    plugin: 'socialKakao',
    option: 'restApiKey',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'REST API key, kept in a Social application row when the site has none for Kakao.'
  }),
  KAKAO_CLIENT_SECRET: setting({
    plugin: 'socialKakao',
    option: 'clientSecret',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'Client secret, kept in the same row.',
    secret: true
  }),
  KAKAO_NATIVE_APP_KEY: setting({
    plugin: 'socialKakao',
    option: 'nativeAppKey',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'Native app key, kept in the same row.'
  }),
  KAKAO_API_URL: setting({
    plugin: 'socialKakao',
    option: 'apiUrl',
    schema: Type.String({ pattern: '^https?://[^\\s/?#@]+$' }),
    default: 'https://kapi.kakao.com',
    takes: 'an address without a path, such as https://kapi.kakao.com',
    doc: "Where Kakao's API answers."
  }),
  KAKAO_AUTH_URL: setting({
    plugin: 'socialKakao',
    option: 'authUrl',
    schema: Type.String({ pattern: '^https?://[^\\s/?#@]+$' }),
    default: 'https://kauth.kakao.com',
    takes: 'an address without a path, such as https://kauth.kakao.com',
    doc: 'Where Kakao logs people in, and the issuer of its id_tokens.'
  }),
  KAKAO_JAVASCRIPT_KEY: setting({
    plugin: 'socialKakao',
    option: 'javascriptKey',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'JavaScript key, where id_tokens of the JavaScript SDK are to be taken.'
  }),
  KAKAO_ADMIN_KEY: setting({
    plugin: 'socialKakao',
    option: 'adminKey',
    schema: text,
    default: undefined,
    takes: 'a text',
    doc: 'Primary admin key: opens the unlink webhook, and unlinks people whose own token is gone.',
    secret: true
  }),
  KAKAO_SCOPES: setting({
    plugin: 'socialKakao',
    option: 'scopes',
    schema: Type.Array(Type.String({ pattern: '^[a-z_]+$' })),
    default: [],
    takes: 'a list of consent items, as in openid,account_email,profile_nickname',
    doc: 'What people are asked to consent to in a browser; what the console says, when not given.'
  }),
  KAKAO_PKCE: setting({
    plugin: 'socialKakao',
    option: 'pkce',
    schema: Type.Boolean(),
    default: true,
    takes: 'true or false',
    doc: 'Whether logins by a browser are bound to it by PKCE as well.'
  }),
  KAKAO_UNLINK: setting({
    plugin: 'socialKakao',
    option: 'unlink',
    schema: Type.Boolean(),
    default: false,
    takes: 'true or false',
    doc: 'Whether Kakao is told when somebody disconnects it here, or deletes the account.'
  }),
  KAKAO_EVENT_POLICY: setting({
    plugin: 'socialKakao',
    option: 'eventPolicy',
    schema: Type.Array(
      Type.String({ pattern: `^(${kakaoEventNames.join('|')})=(record|end_sessions|unlink|delete)$` })
    ),
    default: [],
    takes: 'a list of event=action, as in user-unlinked=delete,account-disabled=record',
    doc: 'What follows from what Kakao tells of people: `record`, `end_sessions`, `unlink`, `delete` ([docs/kakao.md](kakao.md)).'
  }),
  EMAIL_URL: setting({
    plugin: 'mailer',
    option: 'url',
    schema: Type.String({ pattern: '^(console:|file:.+|smtps?://.+)$' }),
    default: 'console:',
    takes: 'console:, file:DIR or smtp://HOST:PORT',
    doc: 'Where mail goes: `console:`, `file:DIR` (a file each) or `smtp://USER:PASSWORD@HOST:PORT`, `smtps://…`.',
    secret: true
  }),
  DEFAULT_FROM_EMAIL: setting({
    plugin: 'mailer',
    option: 'from',
    schema: Type.String({
      pattern: '^(("[^\\r\\n<>@"]*" *|[^\\r\\n<>@,;:"]*)<[^\\s@<>,;:]+@[^\\s@<>,;]+>|[^\\s@<>,;:]+@[^\\s@<>,;]+)$'
    }),
    default: 'webmaster@localhost',
    takes: 'an e-mail address, as in Shop <shop@example.com>',
    doc: 'Who mails are from.'
  }),
  RATE_LIMIT: setting({
    plugin: 'rateLimit',
    option: 'isOn',
    schema: Type.Boolean(),
    default: true,
    takes: 'on or off',
    doc: 'Whether requests and tries of passwords are limited.'
  }),
  RATE_LIMIT_REQUESTS: setting({
    plugin: 'rateLimit',
    option: 'requests',
    schema: perMinute,
    default: 300,
    takes: 'a whole number, 1 or more',
    doc: 'Requests that one network may make in a minute, to all endpoints together.'
  }),
  RATE_LIMIT_PASSWORDS: setting({
    plugin: 'rateLimit',
    option: 'passwords',
    schema: perMinute,
    default: 30,
    takes: 'a whole number, 1 or more',
    doc: 'Those among them that may hash a password: logins, registrations, new passwords.'
  }),
  RATE_LIMIT_MAILS: setting({
    plugin: 'rateLimit',
    option: 'mails',
    schema: perMinute,
    default: 10,
    takes: 'a whole number, 1 or more',
    doc: 'Those among them that may send a mail: registrations, resets, addresses.'
  }),
  RATE_LIMIT_ADMIN: setting({
    plugin: 'rateLimit',
    option: 'admin',
    schema: perMinute,
    default: 60,
    takes: 'a whole number, 1 or more',
    doc: 'Those among them that change something in the admin.'
  }),
  REDIS_URL: setting({
    plugin: 'rateLimit',
    option: 'redisUrl',
    // One that cannot be read would be thrown as it is, with the password in it.
    schema: Type.Refine(Type.String({ pattern: '^rediss?://.+$' }), text => URL.canParse(text)),
    default: undefined,
    takes: 'redis://HOST:PORT or rediss://USER:PASSWORD@HOST:PORT',
    doc: 'Where several processes count their limits together; each by itself when not given.',
    secret: true
  }),
  TRUST_PROXY: setting({
    plugin: 'server',
    option: 'trustProxy',
    schema: Type.Union([Type.Integer({ minimum: 1, maximum: 10 }), Type.Refine(Type.String(), areProxies)]),
    default: undefined,
    takes: 'a number of proxies, or their addresses, as in 10.0.0.0/8,loopback',
    doc: 'The proxies whose X-Forwarded-For tells `npm start` the address of a client. Nobody is believed when not given.'
  }),
  ADMIN: setting({
    plugin: 'admin',
    option: 'isOn',
    schema: Type.Boolean(),
    default: true,
    takes: 'on or off',
    doc: 'Whether there is the admin, its pages and its API.'
  }),
  ADMIN_PATH: setting({
    plugin: 'admin',
    option: 'path',
    schema: Type.String({ pattern: '^(/[A-Za-z0-9._~-]+)+$' }),
    default: '/admin',
    takes: 'a path, as in /admin',
    doc: 'Where the admin is.'
  }),
  DOCS: setting({
    plugin: 'server',
    option: 'docs',
    schema: Type.Boolean(),
    default: true,
    takes: 'on or off',
    doc: 'Whether `npm start` serves the description of its endpoints at `/docs`.'
  }),
  HOST: setting({
    plugin: 'server',
    option: 'host',
    schema: text,
    default: undefined,
    takes: 'a host name or address',
    doc: 'The address that `npm start` listens on: this machine alone, in a container all, when not given.'
  }),
  PORT: setting({
    plugin: 'server',
    option: 'port',
    schema: Type.Integer({ minimum: 0, maximum: 65_535 }),
    default: 8000,
    takes: 'a port number, 0 to 65535',
    doc: 'The port that `npm start` listens on.'
  }),
  NODE_ENV: setting({
    plugin: 'server',
    option: 'environment',
    schema: text,
    default: 'development',
    takes: 'a text',
    doc: 'With `production`, SECRET_KEY must be given.'
  })
}

type Table = typeof settingsTable
export type SettingName = keyof Table
export type PluginName = Table[SettingName]['plugin']
type NameOf<Plugin, Name extends SettingName = SettingName> = Name extends Name
  ? Table[Name]['plugin'] extends Plugin
    ? Name
    : never
  : never
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>
type Value<Name extends SettingName> = Static<Table[Name]['schema']>

/** All settings by the camelCase of their names, as the suite takes them. */
export type Settings = { [Name in SettingName as CamelCase<Name>]?: Value<Name> | undefined }
/** The options of one plugin, as it takes them. */
export type PluginOptions<Plugin extends PluginName> = {
  [Name in NameOf<Plugin> as Table[Name]['option']]?: Value<Name> | undefined
}
/** The options of one plugin, checked and with the defaults. */
export type CheckedOptions<Plugin extends PluginName> = {
  [Name in NameOf<Plugin> as Table[Name]['option']]: Table[Name]['default'] extends undefined
    ? Value<Name> | undefined
    : Value<Name>
}

const settingNames = Object.keys(settingsTable) as SettingName[]

/** JWT_ALLOW_REFRESH is `jwtAllowRefresh`. */
export function camelCase(name: SettingName): CamelCase<SettingName> {
  return name
    .toLowerCase()
    .replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()) as CamelCase<SettingName>
}

/** Options that Fastify itself reads from what a plugin is registered with. */
const fastifyOptions = new Set(['prefix', 'logLevel', 'logSerializers'])

/**
 * The options of one plugin, checked against the table and with its defaults.
 * @param parts options that are no settings, but things to work with: a clock, a dispatcher
 * @throws StartError naming the setting and what it takes
 */
export function readOptions<Plugin extends PluginName>(
  plugin: Plugin,
  given: object,
  parts: readonly string[] = []
): CheckedOptions<Plugin> {
  const options = given as Record<string, unknown>
  const known = settingNames.filter(name => settingsTable[name].plugin === plugin)
  const allowed = new Set([...known.map(name => settingsTable[name].option as string), ...parts, ...fastifyOptions])
  const unknown = Object.keys(options).find(option => !allowed.has(option))
  if (unknown !== undefined) throw new StartError(`${plugin} has no option ${unknown}`)
  const checked = known.map(name => [
    settingsTable[name].option,
    checkedValue(name, options[settingsTable[name].option])
  ])
  return Object.fromEntries(checked) as CheckedOptions<Plugin>
}

/** The options of one plugin, out of the settings of the suite. */
export function optionsOf<Plugin extends PluginName>(plugin: Plugin, settings: Settings): CheckedOptions<Plugin> {
  const known = settingNames.filter(name => settingsTable[name].plugin === plugin)
  const options = known.map(name => [settingsTable[name].option, settings[camelCase(name)]])
  return readOptions(plugin, Object.fromEntries(options))
}

/** What every identity provider takes, and some of them; what each means is in docs/social.md. */
export const socialOptions = {
  clientId: Type.String({ minLength: 1, takes: 'the client id that the provider gave' }),
  clientSecret: Type.String({ minLength: 1, takes: 'the client secret that the provider gave' }),
  key: Type.String({ minLength: 1, takes: 'a text' }),
  scopes: Type.Array(Type.String({ pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$' }), { takes: 'a list of scopes' }),
  acceptUnprovenTokens: Type.Boolean({ takes: 'true or false' }),
  unlinkAtProvider: Type.Boolean({ takes: 'true or false' }),
  issuer: Type.Refine(Type.String({ pattern: '^https?://[^\\s?#]+$', takes: 'the address of an issuer' }), text =>
    URL.canParse(text)
  ),
  label: Type.String({ minLength: 1, takes: 'a name for people' }),
  privateKey: Type.String({ minLength: 1, takes: 'a private key in PEM form' })
}
export type SocialOptions = { [Name in keyof typeof socialOptions]?: Static<(typeof socialOptions)[Name]> | undefined }

/** The options that every identity provider takes. */
const commonOptions: readonly (keyof SocialOptions)[] = ['clientId', 'clientSecret', 'scopes']

/**
 * The options of an identity provider, checked; a value is not shown, it may be a secret.
 * @param own the options that it takes besides those of all
 * @throws StartError naming the option and what it takes
 */
export function readSocialOptions(
  provider: string,
  given: object,
  own: readonly (keyof SocialOptions)[] = []
): SocialOptions {
  const known = [...commonOptions, ...own]
  const unknown = Object.keys(given).find(
    name => !known.some(option => option === name) && !fastifyOptions.has(name) && name !== 'dispatcher'
  )
  if (unknown !== undefined) throw new StartError(`SOCIALACCOUNT_PROVIDERS: ${provider} has no option ${unknown}`)
  const options = known.map(name => [name, Reflect.get(given, name) as unknown] as const)
  for (const [name, value] of options) {
    if (value === undefined || Check(socialOptions[name], value)) continue
    const takes = Reflect.get(socialOptions[name], 'takes')
    throw new StartError(`SOCIALACCOUNT_PROVIDERS: ${provider}.${name} takes ${takes}`)
  }
  return Object.fromEntries(options)
}

function checkedValue(name: SettingName, value: unknown): unknown {
  const { schema, default: fallback, takes, secret } = settingsTable[name]
  if (value === undefined) return fallback
  if (Check(schema, value)) return value
  const shown = secret ? '' : `, not ${JSON.stringify(value) ?? typeof value}`
  throw new StartError(`${name} takes ${takes}${shown}`)
}

/** Refuses a name that is no setting: a misspelt one would otherwise be without effect. @throws StartError */
export function requireKnownSettings(settings: object): void {
  const known = new Set<string>(settingNames.map(camelCase))
  const unknown = Object.keys(settings).find(name => !known.has(name) && !fastifyOptions.has(name))
  if (unknown !== undefined) throw new StartError(`there is no setting ${unknown}`)
}

/**
 * All settings from the environment; an empty variable is one that is not set.
 * @throws StartError naming the first setting that is wrong and what it takes
 */
export function settingsFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Settings {
  const { settings, problems } = readEnvironment(environment)
  const [problem] = problems
  if (problem !== undefined) throw new StartError(problem)
  return settings
}

/** The settings that are right, and a sentence for each that is wrong. */
export function readEnvironment(environment: NodeJS.ProcessEnv): { settings: Settings; problems: string[] } {
  const settings: Record<string, unknown> = {}
  const problems: string[] = []
  for (const name of settingNames) {
    const given = environment[name]
    try {
      const value = given === undefined || given === '' ? undefined : parse(name, given)
      settings[camelCase(name)] = checkedValue(name, value)
    } catch (error) {
      problems.push((error as StartError).message)
    }
  }
  return { settings: settings as Settings, problems }
}

const yes = ['true', '1', 'yes', 'on']
const no = ['false', '0', 'no', 'off']

/** The value that a text of the environment stands for; one that stands for none is left for the check to refuse. */
function parse(name: SettingName, given: string): unknown {
  const { type } = settingsTable[name].schema as { type?: string }
  if (type === 'boolean' && yes.includes(given.toLowerCase())) return true
  if (type === 'boolean' && no.includes(given.toLowerCase())) return false
  if (type === 'integer') return /^\d+$/.test(given) ? Number(given) : given
  if (type === 'array') return given.split(',').map(item => item.trim())
  if (name === 'JWT_SECRET_KEY' || name === 'SOCIAL_SECRET_KEY') return secretsIn(given)
  if (name === 'SOCIALACCOUNT_PROVIDERS') return readJson(given) ?? given
  if ((name === 'TRUST_PROXY' || name === 'SITE_ID') && /^\d+$/.test(given)) return Number(given)
  return given
}

/** A secret may have a comma in it: only what consists of good secrets throughout is a list. */
function secretsIn(given: string): string | string[] {
  const parts = given.split(',').map(part => part.trim())
  return parts.length > 1 && parts.every(part => Buffer.byteLength(part) >= 32) ? parts : given
}

/** Reads a .env file in the working directory, if there is one; what is set already stays. */
export function loadEnvironmentFile(): void {
  try {
    process.loadEnvFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new StartError(`.env: ${(error as Error).message}`)
  }
}

/** Where Django's createsuperuser looks for a password when nobody can be asked. */
export function superuserPassword(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.DJANGO_SUPERUSER_PASSWORD || undefined
}

/** Whether NODE_ENV says `production`, however it is written. */
export function isProduction({ nodeEnv = '' }: Settings): boolean {
  return nodeEnv.trim().toLowerCase() === 'production'
}

/**
 * The settings with a secret, and with a private key where JWT_ALGORITHM takes one: outside production, what was not
 * given is made once and kept in a file for its owner alone, so that a first start needs no preparation and a second one
 * takes the tokens of the first.
 * @throws StartError in production, or when a file cannot be read or written
 */
export function withSecretKey(settings: Settings, file = 'data/secret-key', keyFile = defaultKeyFile): Settings {
  return withPrivateKey(withSecret(settings, file), keyFile)
}

function withSecret(settings: Settings, file: string): Settings {
  if (settings.secretKey !== undefined || settings.jwtSecretKey !== undefined) return settings
  if (isProduction(settings)) throw new StartError('SECRET_KEY is missing: in production it must be given')
  return { ...settings, secretKey: keptIn(file, 'SECRET_KEY', () => `${randomBytes(48).toString('base64url')}\n`) }
}

const defaultKeyFile = 'data/jwt-keys.pem'

function withPrivateKey(settings: Settings, file: string): Settings {
  const { jwtAlgorithm = 'HS256', jwtPrivateKey } = settings
  if (!isSignatureAlgorithm(jwtAlgorithm) || jwtPrivateKey !== undefined) return settings
  if (isProduction(settings)) throw new StartError('JWT_PRIVATE_KEY is missing: in production it must be given')
  keptIn(file, 'JWT_PRIVATE_KEY', () => newPrivateKey(jwtAlgorithm))
  return { ...settings, jwtPrivateKey: `file:${file}` }
}

/** The file of JWT_PRIVATE_KEY, or that which is made where none is given; undefined when the key is in no file. */
export function keyFileOf(settings: Settings): string | undefined {
  const { jwtPrivateKey = isProduction(settings) ? '' : `file:${defaultKeyFile}` } = settings
  return jwtPrivateKey.startsWith('file:') ? jwtPrivateKey.slice('file:'.length) : undefined
}

/** What a file holds that is made once. @throws StartError naming the setting that it stands for */
function keptIn(file: string, name: SettingName, make: () => string): string {
  try {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file))
    return existsSync(file) ? readKept(file) : makeOnce(file, make())
  } catch (error) {
    throw new StartError(`${name} is missing, and ${file} cannot be used: ${(error as Error).message}`)
  }
}

function makeOnce(file: string, content: string): string {
  const draft = `${file}.${process.pid}`
  try {
    // Written beside it and then linked, so that nobody who starts at the same time reads half a secret.
    writeFileSync(draft, content, { flag: 'wx', mode: 0o600 })
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readKept(file)
}

function readKept(file: string): string {
  const kept = readFileSync(file, 'utf8').trim()
  if (kept === '') throw new Error('it is empty')
  return kept
}
