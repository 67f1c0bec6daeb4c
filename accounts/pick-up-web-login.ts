import { InvalidInput, SocialRefused } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Accounts, Origin } from './context.ts'
import type { SocialClient } from './social-client.ts'
import { type LoggedIn, startLogin } from './start-login.ts'
import { sha256 } from './web-login.ts'

/**
 * Picks up a login that a browser has made: by its code, and the code_verifier (RFC 7636) of the front end that began it
 * with a code_challenge. One that began without takes none, so that nobody is logged in by a code that was slipped in.
 * @throws SocialRefused when the code does not hold; InvalidInput when the user was disabled meanwhile
 */
export async function pickUpWebLogin(
  accounts: Accounts,
  client: SocialClient,
  { loginCode, codeVerifier }: { loginCode: string; codeVerifier: string | undefined },
  origin: Origin
): Promise<LoggedIn & { missingScopes: string[] }> {
  const { database, now } = accounts
  // Taken in a transaction of its own: who shows a wrong verifier has used the code up.
  const taken = await database.transaction(({ loginCodes }) => loginCodes.take(sha256(loginCode), new Date(now())))
  const expected = codeVerifier === undefined ? null : sha256(codeVerifier)
  if (taken === undefined || taken.provider !== client.id || taken.challenge !== expected) throw new SocialRefused()
  return database.transaction(async queries => {
    const user = await queries.users.find(taken.userId)
    if (!user?.isActive) throw InvalidInput.of(message('userDisabled'))
    const loggedIn = await startLogin(accounts, queries, user, { ...origin, method: client.id })
    return { ...loggedIn, missingScopes: JSON.parse(taken.missingScopes) }
  })
}
