import type { KakaoPerson } from './people.ts'
import { type KakaoToken, kakaoAppId, linkedByHandAt } from './state.ts'

/** What a person's link tells of them. */
export interface Shared {
  /** Consent items of the app: each has a `…_needs_agreement`. */
  items: readonly string[]
  /** Those that the person consented to. */
  given: ReadonlySet<string>
  connectedAt: Date
  /** Whether pictures come by https. */
  secure: boolean
}

/** What tokens made by hand share: all that there is of a person, who was linked long ago. */
function byHand({ email }: KakaoPerson): Shared {
  return {
    items: ['profile_nickname', 'account_email'],
    given: new Set(['profile_nickname', 'profile_image', ...(email === undefined ? [] : ['account_email'])]),
    connectedAt: linkedByHandAt,
    secure: true
  }
}

/** What the token info says of a token. */
export function tokenInfo({ person, appId = kakaoAppId, expiresIn = 21_599 }: KakaoToken): string {
  return `{"id":${person.id},"expires_in":${expiresIn},"app_id":${appId},"appId":${appId}}`
}

/** What the user data say of a person. The id stands in the text as it is: a number of 19 digits would be rounded. */
export function me(person: KakaoPerson, shared = byHand(person)): string {
  const { nickname, ...picture } = profileOf(person, shared)
  const rest = JSON.stringify({
    connected_at: shared.connectedAt.toISOString().replace(/\.\d+/, ''),
    properties: { nickname, profile_image: picture.profile_image_url, thumbnail_image: picture.thumbnail_image_url },
    kakao_account: {
      ...profileMembers(shared, { nickname, ...picture }),
      ...emailMembers(person, shared)
    }
  })
  return `{"id":${person.id},${rest.slice(1)}`
}

interface Profile {
  nickname?: string | undefined
  thumbnail_image_url?: string | undefined
  profile_image_url?: string | undefined
  is_default_image?: boolean
}

function profileOf({ nickname, picture }: KakaoPerson, { given, secure }: Shared): Profile {
  const url = secure ? picture : picture?.replace(/^https:/, 'http:')
  return {
    ...(given.has('profile_nickname') && { nickname }),
    ...(given.has('profile_image') && {
      thumbnail_image_url: url?.replace('640x640', '110x110'),
      profile_image_url: url,
      is_default_image: picture === undefined
    })
  }
}

/** The profile is missing as a whole when no part of it was consented to. */
function profileMembers({ items, given }: Shared, profile: Profile) {
  const isThere = given.has('profile_nickname') || given.has('profile_image')
  return {
    ...(items.includes('profile_nickname') && { profile_nickname_needs_agreement: !given.has('profile_nickname') }),
    ...(items.includes('profile_image') && { profile_image_needs_agreement: !given.has('profile_image') }),
    ...(isThere && { profile })
  }
}

function emailMembers({ email, isEmailValid = true, isEmailVerified = true }: KakaoPerson, { items, given }: Shared) {
  const has_email = email !== undefined
  const isGiven = given.has('account_email')
  return {
    ...(items.includes('account_email') && { has_email, email_needs_agreement: !isGiven }),
    ...(has_email && isGiven && { is_email_valid: isEmailValid, is_email_verified: isEmailVerified, email })
  }
}
