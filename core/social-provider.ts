/** What an identity provider told of a person. */
export interface SocialProfile {
  /** The provider's immutable id of the person, as text: 64-bit numbers do not fit into a JavaScript number. */
  uid: string
  /** Empty when the provider has none, or the person did not share it. */
  email: string
  /** Whether the provider vouches that the address is this person's, now. */
  emailVerified: boolean
  /** A name to make a username of; empty when there is none. */
  username: string
}

/** What a provider says of an access token itself. */
export interface SocialTokenInfo {
  uid: string
  /** The application that the token was made for. */
  appId: string
  /** Seconds that it is still valid. */
  expiresIn: number
}

/** What a provider's error means: the token is no good, or the provider is in trouble. */
export type SocialFault = 'refused' | 'unavailable'

/** The facts about an identity provider; the flow around them exists once, in accounts/social-login.ts. */
export interface SocialProvider {
  /** Its name in URLs and rows. */
  readonly id: string
  /** Its name for people. */
  readonly name: string
  /** Where a token is looked into, and where its person is asked after; both take `Authorization: Bearer`. */
  readonly tokenInfoUrl: string
  readonly profileUrl: string
  /** Read the two answers; undefined when one does not say what it must. */
  readTokenInfo(answer: unknown): SocialTokenInfo | undefined
  readProfile(answer: unknown): SocialProfile | undefined
  /** Reads an answer with an error status. */
  readFault(status: number, answer: unknown): SocialFault
}
