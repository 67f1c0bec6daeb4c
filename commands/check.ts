import { parseArgs } from 'node:util'
import type { StartError } from '../core/errors.ts'
import { isSignatureAlgorithm, secretWeakness } from '../core/token-keys.ts'
import type { Settings } from '../settings.ts'
import type { Command } from './command.ts'

/** Looks at the settings and returns a sentence about what is unsafe or missing. */
type Look = (settings: Settings, isProduction: boolean) => string | false | undefined

const errors: Look[] = [
  ({ secretKey, jwtSecretKey = secretKey }, isProduction) => {
    const weakness = [jwtSecretKey]
      .flat()
      .map(secretWeakness)
      .find(weakness => weakness !== undefined)
    const name = jwtSecretKey === secretKey ? 'SECRET_KEY' : 'JWT_SECRET_KEY'
    return (jwtSecretKey !== undefined || isProduction) && weakness && `${name} ${weakness}.`
  },
  ({ jwtAlgorithm = 'HS256', jwtPrivateKey }, isProduction) =>
    isProduction && isSignatureAlgorithm(jwtAlgorithm) && jwtPrivateKey === undefined && 'JWT_PRIVATE_KEY is missing.',
  ({ emailUrl }, isProduction) =>
    isProduction && emailUrl === 'console:' && 'EMAIL_URL is console: mails are printed, and reach nobody.',
  ({ kakaoApiUrl }, isProduction) =>
    isProduction &&
    kakaoApiUrl?.startsWith('http:') &&
    'KAKAO_API_URL is not https: whoever is on the way can log in as anybody.',
  ({ kakaoAuthUrl }, isProduction) =>
    isProduction &&
    kakaoAuthUrl?.startsWith('http:') &&
    'KAKAO_AUTH_URL is not https: whoever is on the way can log in as anybody.'
]

const warnings: Look[] = [
  ({ secretKey, jwtSecretKey = secretKey }, isProduction) =>
    jwtSecretKey === undefined && !isProduction && 'SECRET_KEY is not given: data/secret-key is made and used.',
  ({ jwtAlgorithm = 'HS256', jwtPrivateKey }, isProduction) =>
    isSignatureAlgorithm(jwtAlgorithm) &&
    jwtPrivateKey === undefined &&
    !isProduction &&
    'JWT_PRIVATE_KEY is not given: data/jwt-keys.pem is made and used.',
  ({ secretKey, jwtSecretKey = secretKey }) =>
    [jwtSecretKey].flat()[0]?.startsWith('django-insecure-') &&
    "SECRET_KEY is the one that Django's startproject made, meant for development.",
  ({ defaultFromEmail }, isProduction) =>
    isProduction &&
    defaultFromEmail === 'webmaster@localhost' &&
    'DEFAULT_FROM_EMAIL is webmaster@localhost: mail servers refuse mails from there.',
  ({ rateLimit }, isProduction) =>
    isProduction && rateLimit === false && 'RATE_LIMIT is off: passwords can be tried as fast as the server answers.',
  ({ trustProxy }, isProduction) =>
    isProduction &&
    typeof trustProxy === 'number' &&
    'TRUST_PROXY is a number: whoever reaches the port past the proxies can invent addresses; name theirs if you can.',
  ({ passwordResetUrl = '', emailConfirmUrl = '' }, isProduction) =>
    isProduction &&
    [passwordResetUrl, emailConfirmUrl].some(url => url.startsWith('http:')) &&
    'PASSWORD_RESET_URL or EMAIL_CONFIRM_URL is not https: whoever is on the way can use the links.',
  ({ accountPreventEnumeration, accountEmailVerification }) =>
    accountPreventEnumeration &&
    accountEmailVerification !== 'mandatory' &&
    'ACCOUNT_PREVENT_ENUMERATION has no effect unless ACCOUNT_EMAIL_VERIFICATION is mandatory.',
  ({ kakaoAppId }) =>
    kakaoAppId === undefined &&
    'KAKAO_APP_ID is missing: Kakao login answers 503, unless the Social application has the app ID.',
  ({ kakaoUnlink, kakaoAdminKey }) =>
    kakaoUnlink &&
    kakaoAdminKey === undefined &&
    'KAKAO_ADMIN_KEY is missing while KAKAO_UNLINK is on: Kakao is not told of people whose own token is over.',
  ({ socialaccountStoreTokens, socialSecretKey }, isProduction) =>
    isProduction &&
    socialaccountStoreTokens &&
    socialSecretKey === undefined &&
    "SOCIAL_SECRET_KEY is missing while SOCIALACCOUNT_STORE_TOKENS is on: providers' tokens are kept unencrypted.",
  ({ jwtAuthCheck, jwtExpirationDelta = 0 }) =>
    jwtAuthCheck === 'claims' &&
    `JWT_AUTH_CHECK is claims: who logged out or was disabled gets in for up to ${jwtExpirationDelta} seconds more.`,
  ({ jwtExpirationDelta = 0 }) =>
    jwtExpirationDelta > 86_400 && `JWT_EXPIRATION_DELTA is ${jwtExpirationDelta}: a stolen token works for over a day.`
]

export const check: Command = {
  usage: 'check',
  doc: 'Says what is wrong, unsafe or missing in the settings; the exit code is 1 when something must change.',
  async run({ settings, isProduction, problems, readKeys, output }, args) {
    parseArgs({ args })
    const say = (looks: Look[]) => looks.flatMap(look => look(settings, isProduction) || [])
    const wrong = [...problems.map(problem => `${problem}.`), ...say(errors), ...keyProblems(settings, readKeys)]
    const unwise = say(warnings)
    for (const sentence of wrong) output.write(`Error: ${sentence}\n`)
    for (const sentence of unwise) output.write(`Warning: ${sentence}\n`)
    if (wrong.length + unwise.length === 0) output.write('The settings are in order.\n')
    return wrong.length === 0 ? 0 : 1
  }
}

/** What would stop a start about the private and public keys, which are read here and not used. */
function keyProblems({ jwtAlgorithm = 'HS256', jwtPrivateKey }: Settings, readKeys: () => unknown): string[] {
  if (!isSignatureAlgorithm(jwtAlgorithm) || jwtPrivateKey === undefined) return []
  try {
    readKeys()
  } catch (error) {
    return [`${(error as StartError).message}.`] // which is all that it throws
  }
  return []
}
