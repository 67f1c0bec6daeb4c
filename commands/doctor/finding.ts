import { type KakaoMenu, kakaoMenus, type Texts } from '../../core/kakao-menus.ts'
import { type MessageName, message, translate } from '../../core/messages.ts'

/** What a look at one thing has found. */
export interface Finding {
  verdict: 'ok' | 'wrong' | 'not checked'
  /** What was looked at. */
  subject: string
  texts: Texts
  /** Where it is in Kakao's console, if it is there. */
  menu?: KakaoMenu | undefined
  /** Something to copy from the screen. */
  copy?: string | undefined
}

/** A sentence in both languages. */
export function say(name: MessageName, values: Record<string, string | number> = {}): Texts {
  const text = message(name, values)
  return { ko: translate(text, 'ko'), en: translate(text, 'en') }
}

const indent = ' '.repeat('not checked  '.length)

/** The lines of a finding: the verdict, a sentence in Korean and in English with the menu, and what can be copied. */
export function linesOf({ verdict, subject, texts, menu, copy }: Finding): string[] {
  const lines = [...textLines(texts, menu), ...(copy === undefined ? [] : [copy])]
  return [verdict.padEnd(indent.length) + subject, ...lines.map(line => indent + line)]
}

/** A sentence and the menu, in Korean and in English. */
export function textLines(texts: Texts, menu: KakaoMenu | undefined): string[] {
  const languages = ['ko', 'en'] as const
  return languages.map(language =>
    menu === undefined ? texts[language] : `${texts[language]} [${kakaoMenus[menu][language]}]`
  )
}
