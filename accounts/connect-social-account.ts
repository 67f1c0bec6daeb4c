import { InvalidInput } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import type { Authentication } from './authenticate.ts'
import type { Accounts, Origin } from './context.ts'
import { identifySocialAccount, type SocialCredentials } from './identify-social-account.ts'
import { queueNotice } from './queue-mail.ts'
import { recordEvent } from './record-event.ts'
import { requireRecentLogin } from './require-login.ts'
import { saveSocialToken } from './save-social-token.ts'
import type { SocialClient } from './social-client.ts'
import { useOnce } from './social-login.ts'
import { connectSuffix, type LoggedIn, startLogin } from './start-login.ts'

/**
 * Makes an account at an identity provider one of a user's ways in, by what the provider says of the person: social
 * account, social token and a login are written in one transaction. Connecting again keeps the newer token. The
 * addresses of the user stay as they are.
 * @param authentication who is logged in, and by what
 * @throws SocialRefused when the provider does not vouch for the person to us; InvalidInput when the account is another
 *   user's; AuthenticationFailed when the login is over by now; Unavailable when the provider is away
 */
export async function connectSocialAccount(
  accounts: Accounts,
  client: SocialClient,
  authentication: Authentication,
  credentials: SocialCredentials,
  origin: Origin
): Promise<LoggedIn> {
  const identity = await identifySocialAccount(accounts, client, credentials)
  return accounts.database.transaction(async queries => {
    const user = await requireRecentLogin(accounts, queries, authentication)
    await useOnce(accounts, queries, identity)
    const date = new Date(accounts.now())
    const account = await queries.social.connectAccount({
      provider: client.id,
      uid: identity.uid,
      userId: user.id,
      extraData: identity.extraData,
      dateJoined: date,
      lastLogin: date
    })
    if (account === undefined) throw InvalidInput.of(message('socialConnectedToAnother'))
    await saveSocialToken(accounts, queries, client, identity, account.id)
    const { language, siteId } = origin
    const details = { provider: client.name }
    await queueNotice(accounts, queries, user, { kind: 'social connected', language, siteId, details })
    const provider = client.id
    const sessionId = authentication.claims?.sid
    const facts = { userId: user.id, origin, sessionId, details: { provider } }
    await recordEvent(accounts, queries, 'social_account_connected', facts)
    return startLogin(accounts, queries, user, { ...origin, method: `${provider}${connectSuffix}` })
  })
}
