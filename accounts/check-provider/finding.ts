import type { KakaoMenu, Texts } from '../../core/kakao-menus.ts'
import type { CheckSubject } from '../../core/messages/checks.ts'
import { type MessageName, message, translate } from '../../core/messages.ts'
import type { CheckedKeys } from './checked-keys.ts'

/** What a look at one thing has found. */
export interface Finding {
  verdict: 'ok' | 'wrong' | 'not checked'
  /** What was looked at. */
  subject: CheckSubject
  texts: Texts
  /** Where it is in Kakao's console, if it is there. */
  menu?: KakaoMenu | undefined
  /** Something to copy from the screen. */
  copy?: string | undefined
}

/** What is looked at. */
export interface AppToCheck {
  keys: CheckedKeys
  /** The sites that it serves, by their domains: the first is the one that the provider is asked about. */
  domains: readonly [string, ...string[]]
  /** Milliseconds since 1970. */
  now: () => number
}

/** A sentence in both languages. */
export function say(name: MessageName, values: Record<string, string | number> = {}): Texts {
  const text = message(name, values)
  return { ko: translate(text, 'ko'), en: translate(text, 'en') }
}
