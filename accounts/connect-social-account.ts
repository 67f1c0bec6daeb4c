import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { identifySocialAccount, type SocialClient } from './identify-social-account.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { requireRecentLogin } from './require-login.ts'
import { saveSocialToken } from './save-social-token.ts'
import { connectSuffix, type LoggedIn, startLogin } from './start-login.ts'

/**
 * Makes an account at an identity provider one of a user's ways in, by an access token that an app got from the
 * provider: social account, social token and a login are written in one transaction. Connecting again keeps the newer
 * token. The addresses of the user stay as they are.
 * @param authentication who is logged in, and by what
 * @throws InvalidInput when the provider refuses the token, it was made for another application, or the account is
 *   another user's; AuthenticationFailed when the login is over by now; Unavailable when the provider is away
 */
export async function connectSocialAccount(
  accounts: Accounts,
  client: SocialClient,
  authentication: Authentication,
  accessToken: string,
  origin: Origin
): Promise<LoggedIn> {
  const identity = await identifySocialAccount(accounts, client, accessToken)
  return accounts.database.transaction(async queries => {
    const user = await requireRecentLogin(accounts, queries, authentication)
    const date = new Date(accounts.now())
    const account = await queries.social.connectAccount({
      provider: client.provider.id,
      uid: identity.uid,
      userId: user.id,
      extraData: identity.extraData,
      dateJoined: date,
      lastLogin: date
    })
    if (account === undefined) throw InvalidInput.of(message('socialConnectedToAnother'))
    await saveSocialToken(queries, client, identity, account.id)
    const details = { provider: client.provider.name }
    await queueNotice(accounts, queries, user, { kind: 'social connected', language: origin.language, details })
    const provider = client.provider.id
    const sessionId = authentication.claims?.sid
    const facts = { userId: user.id, origin, sessionId, details: { provider } }
    await recordEvent(accounts, queries, 'social_account_connected', facts)
    return startLogin(accounts, queries, user, { ...origin, method: `${provider}${connectSuffix}` })
  })
}
