import { type Dispatcher, errors, request } from 'undici'
import { readJson } from '../../core/json.ts'

/** What Kakao answered. */
export interface KakaoAnswer {
  status: number
  /** Undefined when it was none. */
  json: unknown
  /** What time it was there, in milliseconds since 1970; NaN when it did not say. */
  date: number
}

/** Milliseconds, and bytes. */
const timeout = 5000
const maxResponseSize = 64 * 1024

/**
 * Asks Kakao, by GET, or POST where there is a form; no redirect is followed.
 * @throws an Error when there is no answer within 5 s, or one that is too long
 */
export async function askKakao(
  dispatcher: Dispatcher,
  url: string,
  form?: Record<string, string>
): Promise<KakaoAnswer> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    signal: AbortSignal.timeout(timeout),
    ...(form !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString()
    })
  })
  let text = ''
  for await (const chunk of body.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.length > maxResponseSize) throw new errors.ResponseExceededMaxSizeError('too long')
  }
  return { status: statusCode, json: readJson(text), date: Date.parse(String(headers.date)) }
}

/** What kept Kakao from answering, in a word. */
export function causeOf(error: unknown): string {
  const { code, name } = Object(error)
  return typeof code === 'string' ? code : String(name)
}
