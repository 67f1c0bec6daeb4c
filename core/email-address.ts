import { isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import { type Message, message } from './messages.ts'

// Django's EmailValidator (django/core/validators.py), without quoted local parts. Without the `u` flag, `i` folds
// ASCII alone: `mıke@` and `miKe@` (Kelvin sign) are no other spelling of `mike@` (CVE-2019-19844).
const dotAtom = /^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$/i
const domainName = /^(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z0-9-]{2,63}(?<!-)$/i
const addressLiteral = /^\[([0-9A-F:.]+)\]$/i

/** The longest address that auth_user and account_emailaddress hold, in characters. */
export const maxEmailLength = 254

/** The messages for a text that should be one e-mail address; none when it is. */
export function emailAddressMessages(value: string): Message[] {
  return isAddress(value) ? [] : [message('email')]
}

/** Whether a text is one e-mail address that can be stored. */
export function isEmailAddress(value: string): boolean {
  return value.length <= maxEmailLength && isAddress(value)
}

function isAddress(value: string): boolean {
  if (value.length > 320) return false // RFC 3696, section 3
  const at = value.lastIndexOf('@')
  const domain = value.slice(at + 1)
  return dotAtom.test(value.slice(0, Math.max(at, 0))) && (isDomain(domain) || isInternationalDomain(domain))
}

function isDomain(domain: string): boolean {
  if (domain === 'localhost' || domainName.test(domain)) return true
  const literal = addressLiteral.exec(domain)?.[1]
  return literal !== undefined && isIP(literal) !== 0
}

/** Only in its one canonical spelling: `例。com` would be a second name for the same mailbox. */
function isInternationalDomain(domain: string): boolean {
  const ascii = domainToASCII(domain)
  return domainName.test(ascii) && domainToUnicode(ascii) === domain
}
