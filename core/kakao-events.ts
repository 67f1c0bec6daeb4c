/**
 * The events of Kakao's account status webhook that are known here, by the last part of their URIs (Kakao, "Account
 * status webhook"). Nothing follows from any other: `user-linked` and `user-unlinked` differ by two letters.
 */
export const kakaoEvents: Readonly<Record<string, readonly string[]>> = {
  'https://schemas.openid.net/secevent/oauth/event-type/': [
    'user-linked',
    'user-unlinked',
    'user-scope-consent',
    'user-scope-withdraw',
    'token-issued',
    'tokens-revoked'
  ],
  'https://schemas.openid.net/secevent/risc/event-type/': [
    'account-purged',
    'account-disabled',
    'account-enabled',
    'credential-compromise',
    'sessions-revoked'
  ]
}

/** The name of an event by its URI; undefined when it is none that is known. */
export function eventName(uri: string): string | undefined {
  const [family, names] = Object.entries(kakaoEvents).find(([family]) => uri.startsWith(family)) ?? []
  const name = uri.slice(family?.length)
  return names?.includes(name) ? name : undefined
}

/** What a policy may be about: the events, and `unlink`, the webhook of that name. */
export const kakaoEventNames = ['unlink', ...Object.values(kakaoEvents).flat()]
