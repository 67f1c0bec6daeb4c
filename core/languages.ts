import Negotiator from 'negotiator'
import { type Language, languages } from './messages.ts'

/**
 * The language to answer in, from an `Accept-Language` header (RFC 9110, section 12.5.4): `ko-KR,en;q=0.8` is `ko`.
 * What cannot be served, or no header at all, is English.
 */
export function acceptedLanguage(header: string | undefined): Language {
  if (header === undefined) return languages[0]
  const [best] = new Negotiator({ headers: { 'accept-language': header } }).languages([...languages])
  return languages.find(language => language === best) ?? languages[0]
}
