import { readFileSync } from 'node:fs'
import { type Message, type MessageName, message } from './messages.ts'

/** What is known of the person whose password it will be, in the order in which Django compares it. */
export interface PersonalInformation {
  username?: string | undefined
  firstName?: string | undefined
  lastName?: string | undefined
  email?: string | undefined
}

/** Looks at a password and returns a message when it will not do. */
type PasswordValidator = (password: string, person: PersonalInformation) => Message | undefined

const minLength = 8
const maxSimilarity = 0.7

/** The longest password that is read, in characters: django-rest-auth's. */
export const maxPasswordLength = 128

/** A longer text is nobody's password, imported ones included: refused at a login before it is hashed. In characters. */
export const maxCredentialLength = 1024

const tooSimilar: Record<keyof PersonalInformation, MessageName> = {
  username: 'passwordTooSimilarToUsername',
  firstName: 'passwordTooSimilarToFirstName',
  lastName: 'passwordTooSimilarToLastName',
  email: 'passwordTooSimilarToEmail'
}

/** Django's UserAttributeSimilarityValidator: no attribute, nor a word of one, may resemble the password. */
const similarity: PasswordValidator = (password, person) => {
  const lowered = password.toLowerCase()
  for (const attribute of Object.keys(tooSimilar) as (keyof PersonalInformation)[]) {
    const value = person[attribute]?.toLowerCase()
    if (!value) continue
    const parts = [...value.split(/[^\p{L}\p{N}_]+/u), value]
    if (parts.some(part => quickRatio(lowered, part) >= maxSimilarity)) return message(tooSimilar[attribute])
  }
}

/** Django's MinimumLengthValidator. */
const length: PasswordValidator = password => {
  if ([...password].length < minLength) return message('passwordTooShort', { min: minLength })
}

let commonPasswords: Set<string> | undefined

/** Django's CommonPasswordValidator, with its list of some 20,000 (by Royce Williams; lower case). */
const common: PasswordValidator = password => {
  commonPasswords ??= new Set(readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8').split('\n'))
  if (commonPasswords.has(password.toLowerCase().trim())) return message('passwordTooCommon')
}

/** Django's NumericPasswordValidator. */
const numeric: PasswordValidator = password => {
  if (/^[\p{Nd}\p{No}]+$/u.test(password)) return message('passwordEntirelyNumeric')
}

const validators: readonly PasswordValidator[] = [similarity, length, common, numeric]

/** All that speaks against a new password, in Django's order and words; nothing when it will do. */
export function passwordMessages(password: string, person: PersonalInformation = {}): Message[] {
  return validators.flatMap(validate => validate(password, person) ?? [])
}

/**
 * Python's difflib `SequenceMatcher.quick_ratio`: twice the characters that both texts have, in any order, by the
 * characters of both.
 */
export function quickRatio(a: string, b: string): number {
  const left = new Map<string, number>()
  for (const character of b) left.set(character, (left.get(character) ?? 0) + 1)
  const charactersOfA = [...a]
  let matches = 0
  for (const character of charactersOfA) {
    const count = left.get(character) ?? 0
    if (count > 0) matches++
    left.set(character, count - 1)
  }
  return (2 * matches) / (charactersOfA.length + [...b].length || 1)
}
