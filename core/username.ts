import { type Message, message } from './messages.ts'

/** The longest username that auth_user holds, in characters. */
export const maxUsernameLength = 150

// Django's UnicodeUsernameValidator, ^[\w.@+-]+\Z: Python's \w is letters, digits and numerals of any script, and _.
// Letters that show nothing (the Hangul fillers) are letters to both; here they are refused.
const username = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}_.@+-])+$/u

/** The form in which a username is kept and compared: NFKC, as Django's normalize_username. */
export function normalizeUsername(value: string): string {
  return value.normalize('NFKC')
}

/** The messages for a normalized username; none when it is fine: letters of any script, digits and @ . + - _ */
export function usernameMessages(value: string): Message[] {
  if ([...value].length > maxUsernameLength) return [message('tooLong', { max: maxUsernameLength })]
  return username.test(value) ? [] : [message('usernameInvalid')]
}

/**
 * Names to try for a person who came without one, best first: allauth's generate_unique_username. Each text is cut to
 * the ASCII that it decomposes to (an e-mail address to what stands before its @); the first that leaves something is
 * the base, and after it come the base with one to seven random digits.
 * @param randomDigit returns 0 to 9
 */
export function usernameCandidates(texts: readonly string[], randomDigit: () => number): string[] {
  const base = texts.map(asciiName).find(name => name !== '') ?? 'user'
  const candidates = [base]
  for (let digits = 1; digits <= 7; digits++) {
    const suffix = Array.from({ length: digits }, randomDigit).join('')
    candidates.push(base.slice(0, maxUsernameLength - suffix.length) + suffix)
  }
  return candidates
}

/**
 * Names to try for a person who came by an identity provider, best first: the name that they have there, in any script,
 * then what stands before the @ of their address, then `provider_uid`, which nobody else comes by, and with digits if
 * somebody has chosen it.
 * @param randomDigit returns 0 to 9
 */
export function socialUsernames(
  { username, email, provider, uid }: { username: string; email: string; provider: string; uid: string },
  randomDigit: () => number
): string[] {
  const known = normalizeUsername(username.slice(0, maxUsernameLength).trim())
  const id = `${provider}_${uid}`.replace(/[^\w.@+-]/g, '_')
  const names = [known, known.replace(/\s+/g, '_'), asciiName(email), ...usernameCandidates([id], randomDigit)]
  return names.filter(name => usernameMessages(name).length === 0)
}

function asciiName(text: string): string {
  const ascii = text.normalize('NFKD').replace(/\P{ASCII}|[^\w\s@+.-]/gu, '')
  const [name = ''] = ascii.toLowerCase().split('@')
  return name.trim().replace(/\s+/g, '_').slice(0, maxUsernameLength)
}
