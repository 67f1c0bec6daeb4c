import { apiCodes } from './kakao-codes/api.ts'
import { loginCodes } from './kakao-codes/login.ts'
import type { KakaoMenu, Texts } from './kakao-menus.ts'

/** What an error code of Kakao's means and what to do, and where in Kakao's console that is done. */
export interface KakaoCode extends Texts {
  menu?: KakaoMenu
}

/** The error codes by themselves: `KOE…` of kauth.kakao.com, numbers of kapi.kakao.com. */
export const kakaoCodes: Readonly<Record<string, KakaoCode>> = { ...loginCodes, ...apiCodes }

/** A code as Kakao writes it, and what it means; undefined when it is none that is known here. */
export function explainKakaoCode(text: string): (KakaoCode & { code: string }) | undefined {
  const code = text.trim().toUpperCase()
  const known = kakaoCodes[code]
  return known && { code, ...known }
}
