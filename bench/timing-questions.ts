// What `npm run timing` asks: each question about nobody first, and then about people that timing-server.ts has made.
import { encodeUid } from '../core/links.ts'

export interface Question {
  path: string
  /** Of nobody first; the others are compared with it. */
  asked: Record<string, () => object>
  /** Asked for right after the answer, and measured with it: what is done after an answer keeps the next one waiting. */
  next?: string
}

export const password = 'correct horse battery'
/** The password of whoever registers to find out about addresses. */
export const passphrase = 'a lovely passphrase'

let serial = 0

/** Both login views, by name. */
export const logins = ['/api-jwt-auth/', '/rest-auth/login/'].map(
  (path): Question => ({
    path,
    asked: {
      'unknown name': () => ({ username: `nobody${serial++}`, password: 'wrong' }),
      'wrong password, PBKDF2': () => ({ username: 'alice', password: 'wrong' }),
      'wrong password, PBKDF2 of fewer rounds': () => ({ username: 'taken', password: 'wrong' }),
      'wrong password, argon2': () => ({ username: 'hash_argon2', password: 'wrong' }),
      'disabled, wrong password': () => ({ username: 'gone', password: 'wrong' }),
      'disabled, right password': () => ({ username: 'gone', password }),
      'without a password': () => ({ username: '지윤', password: 'wrong' })
    }
  })
)

/** Both by address. The last two have registered with an address that was free and with alice's. */
export const loginsByAddress = ['/api-jwt-auth/', '/rest-auth/login/'].map((path): Question => {
  const login = (text: string, secret: string) =>
    path === '/api-jwt-auth/' ? { username: text, password: secret } : { email: text, password: secret }
  return {
    path,
    asked: {
      'unknown address': () => login(`nobody${serial++}@example.com`, 'wrong'),
      'wrong password': () => login('alice@example.com', 'wrong'),
      'not verified, right password': () => login('fresh@example.com', passphrase),
      "somebody's, password of who registered again": () => login('alice@example.com', passphrase)
    }
  }
})
export const registrations = { first: 'fresh@example.com', second: 'alice@example.com' }

const mailed = ['/rest-auth/password/reset/', '/rest-auth/registration/resend-email/'].map(
  (path): Question => ({
    path,
    asked: {
      'unknown address': () => ({ email: `nobody${serial++}@example.com` }),
      "somebody's address": () => ({ email: 'alice@example.com' }),
      'one that is not verified': () => ({ email: 'hash_argon2@example.com' })
    }
  })
)
const registration = (email: () => string) => () => ({
  username: `somebody${serial++}`,
  email: email(),
  password1: passphrase,
  password2: passphrase
})
const registering: Question = {
  path: '/rest-auth/registration/',
  asked: {
    'new address': registration(() => `new${serial}@example.com`),
    "somebody's address": registration(() => 'alice@example.com')
  }
}
/** What mails, and then whatever comes next, as long as the mails leave. */
export const mailing: Question[] = [...mailed, registering]
export const mailingAndNext: Question[] = mailing.map(question => ({ ...question, next: '/rest-auth/login/' }))

/** The answers differ by the contract (`uid` or `token` is wrong), and so may the times. */
export const confirmations: Question[] = [
  {
    path: '/rest-auth/password/reset/confirm/',
    asked: {
      'unknown uid': () => reset(99_999),
      'wrong token': () => reset(1),
      'wrong token, disabled': () => reset(3)
    }
  }
]

function reset(id: number): object {
  return { uid: encodeUid(id), token: `d0-${'0'.repeat(32)}`, new_password1: passphrase, new_password2: passphrase }
}
