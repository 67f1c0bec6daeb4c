import type { Finding } from '../../accounts/check-provider/finding.ts'
import { type KakaoMenu, kakaoMenus, type Texts } from '../../core/kakao-menus.ts'

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
