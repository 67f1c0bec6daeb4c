/** Who stands in the examples of the OpenAPI description. Nothing of it opens anything. */
export const example = {
  pk: 7,
  username: 'minsu',
  email: 'minsu@example.com',
  newEmail: 'minsu@shop.example',
  firstName: '민수',
  lastName: '김',
  password: 'a lovely passphrase',
  newPassword: 'an even lovelier passphrase',
  /** Its third part is no signature. */
  token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjo3LCJ1c2VybmFtZSI6Im1pbnN1In0.signature',
  refreshToken: 'this-one-is-not-random-and-opens-nothing-43',
  /** Django REST Framework's token. */
  key: '0123456789abcdef0123456789abcdef01234567',
  sessionId: 'c2Vzc2lvbi1leGFtcGxlLQ',
  time: '2025-11-25T09:30:00.000000Z'
} as const

/** What the links of mails carry, by name. */
export const exampleLink = {
  uid: 'Nw',
  token: 'd1x7ok-0123456789abcdef0123456789abcdef',
  key: 'Nw:1vNpbE:0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
} as const
export type LinkName = keyof typeof exampleLink
