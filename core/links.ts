import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a reset link is bound to: when one of these changes, the link is dead. */
export interface LinkUser {
  id: number
  password: string
  lastLogin: Date | null
  email: string
}

export interface LinkOptions {
  /** Django's SECRET_KEY. Each kind of link derives a key of its own from it. */
  secret: string
  /** Milliseconds since 1970. */
  now?: () => number
}

export type Links = ReturnType<typeof createLinks>

const resetSalt = 'django.contrib.auth.tokens.PasswordResetTokenGenerator'
const confirmSalt = 'accountsigner' // allauth's salt, and what Django's Signer adds to it

/**
 * The secrets of the links in mails, in Django's own formats, so that a link which was mailed before a move still works
 * after it. They are stateless: what makes them single-use is what they are bound to.
 */
export function createLinks({ secret, now = Date.now }: LinkOptions) {
  /** Django's salted_hmac. */
  function mac(salt: string, text: string): Buffer {
    const key = createHash('sha256').update(salt).update(secret).digest()
    return createHmac('sha256', key).update(text).digest()
  }

  /** Half of the digits, and the time in base 36, as Django 3.1 and later have them. */
  function resetTokenMadeAt({ id, password, lastLogin, email }: LinkUser, time: number): string {
    const login = lastLogin === null ? '' : lastLogin.toISOString().slice(0, 19).replace('T', ' ')
    const digits = mac(resetSalt, `${id}${password}${login}${time}${email}`).toString('hex')
    return `${time.toString(36)}-${digits.replace(/(.)./g, '$1')}`
  }

  return {
    /** The token of a reset link: Django's PasswordResetTokenGenerator. */
    resetToken(user: LinkUser): string {
      return resetTokenMadeAt(user, Math.floor((now() - year2001) / 1000))
    },

    /** Whether a reset link's token is this user's, as they are now, and not older than `timeout` seconds. In constant time. */
    isResetToken(user: LinkUser, token: string, timeout: number): boolean {
      const [, digits] = /^([0-9a-z]{1,13})-[0-9a-f]{32}$/.exec(token) ?? []
      if (digits === undefined) return false
      const time = Number.parseInt(digits, 36)
      const isRight = equal(resetTokenMadeAt(user, time), token)
      return isRight && Math.floor((now() - year2001) / 1000) - time <= timeout
    },

    /** The key that verifies a row of account_emailaddress: allauth's EmailConfirmationHMAC, Django's signing.dumps. */
    emailKey(emailAddressId: number): string {
      const value = `${encode(JSON.stringify(emailAddressId))}:${base62(Math.floor(now() / 1000))}`
      return `${value}:${mac(confirmSalt, value).toString('base64url')}`
    },

    /**
     * The row that such a key verifies; undefined when it was not signed here, or is older than `timeout` seconds. In
     * constant time.
     */
    readEmailKey(key: string, timeout: number): number | undefined {
      const [, value = '', id = '', time = '', signature = ''] = emailKeyForm.exec(key) ?? []
      if (!equal(mac(confirmSalt, value).toString('base64url'), signature)) return undefined
      if (now() / 1000 - fromBase62(time) > timeout) return undefined
      const digits = Buffer.from(id, 'base64url').toString()
      return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined
    }
  }
}

const year2001 = Date.UTC(2001, 0, 1)
const emailKeyForm = /^(([\w-]{1,40}):([0-9A-Za-z]{1,11})):([\w-]{43})$/

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** The `uid` of a reset link: Django's urlsafe_base64_encode of the number. */
export function encodeUid(id: number): string {
  return encode(String(id))
}

/** The user's number in a `uid`; undefined when it is none. */
export function decodeUid(uid: string): number | undefined {
  const digits = /^[\w-]{1,24}$/.test(uid) ? Buffer.from(uid, 'base64url').toString() : ''
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined
}

const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function base62(value: number): string {
  let digits = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) digits = base62Digits.charAt(rest % 62) + digits
  return digits
}

function fromBase62(digits: string): number {
  return [...digits].reduce((value, digit) => 62 * value + base62Digits.indexOf(digit), 0)
}
