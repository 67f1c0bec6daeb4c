/** A person at Kakao, as far as an app hears of them. `id` is its digits: the real ones do not fit into a number. */
export interface KakaoPerson {
  id: string
  nickname: string
  email?: string
  /** False once another Kakao account has taken the address; true when not given. */
  isEmailValid?: boolean
  /** True when not given. */
  isEmailVerified?: boolean
  /** The https address of the profile picture; without it the person has Kakao's default one. */
  picture?: string
  /** APIs refuse their tokens (-406), unless the app allows people under 14. */
  isUnder14?: boolean
  /** APIs refuse what is asked about a dormant account (-103). */
  isDormant?: boolean
}

/** Consent items that the emulated app can set up, with their names on the consent page. */
export const consentItems: Readonly<Record<string, string>> = {
  profile_nickname: '닉네임',
  profile_image: '프로필 사진',
  account_email: '카카오계정(이메일)'
}

const jiyun = { id: '3700000001', nickname: '지윤', email: 'jiyun@kakao.example' }
const noEmail = { id: '3700000002', nickname: '무메일' }
const taken = { id: '3700000005', nickname: '중복', email: 'taken@example.com' }

/** Who has a Kakao account at the start, by id. */
export function knownPeople(): Map<string, KakaoPerson> {
  const people: KakaoPerson[] = [
    { ...jiyun, picture: 'https://k.kakaocdn.example/jiyun/img_640x640.jpg' },
    noEmail,
    taken,
    { id: '3700000003', nickname: '어린이', email: 'child@kakao.example', isUnder14: true },
    { id: '3700000004', nickname: '미인증', email: 'unverified@kakao.example', isEmailVerified: false },
    { id: '3700000000000000019', nickname: '긴번호', email: 'long@kakao.example' }
  ]
  return new Map(people.map(person => [person.id, person]))
}

/** Whose the access tokens are that exist at the start: of a few people, and of two hundred others. */
export function peopleOfTokens(): [string, KakaoPerson][] {
  const strangers = Array.from({ length: 200 }, (_, i): [string, KakaoPerson] => [
    `tok-n${i}`,
    { id: String(3_710_000_000 + i), nickname: `사람${i}`, email: `n${i}@kakao.example` }
  ])
  return [
    ['tok-jiyun', jiyun],
    ['tok-jiyun-2', jiyun],
    ['tok-noemail', noEmail],
    ['tok-taken', taken],
    ['tok-samename', { id: '3700000006', nickname: '지윤', email: 'jiyun2@kakao.example' }],
    ...strangers
  ]
}
