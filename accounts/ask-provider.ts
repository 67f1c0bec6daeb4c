import { type Dispatcher, request } from 'undici'
import { parseWithBigIntegers } from '../core/json.ts'
import type { ProviderRequest } from '../core/social-provider.ts'

/** An answer of a provider: its status, its JSON, and the JSON's text. */
export interface ProviderAnswer {
  status: number
  json: unknown
  text: string
}

const maxAnswerBytes = 64 * 1024
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Asks a provider. Nothing it answers is trusted: at most 64 KiB of JSON are read, uncompressed, and no redirect is
 * followed.
 * @throws an Error when it cannot be reached in time, or does not answer with JSON
 */
export async function askProvider(
  { url, headers, form, json }: ProviderRequest,
  { dispatcher, signal }: { dispatcher: Dispatcher; signal: AbortSignal }
): Promise<ProviderAnswer> {
  const content = contentOf(form, json)
  const { statusCode, body } = await request(url, {
    dispatcher,
    signal,
    method: content === undefined ? 'GET' : 'POST',
    headers: { accept: 'application/json', 'accept-encoding': 'identity', ...content?.headers, ...headers },
    body: content?.body ?? null
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new Error(`answer of more than ${maxAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return { status: statusCode, ...read(Buffer.concat(chunks)) }
}

function contentOf(form: ProviderRequest['form'], json: ProviderRequest['json']) {
  if (form !== undefined) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return { headers, body: new URLSearchParams(form).toString() }
  }
  if (json === undefined) return undefined
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }
}

/** Its words are left out of the error, which is logged: they may hold personal data. */
function read(body: Buffer): Pick<ProviderAnswer, 'json' | 'text'> {
  try {
    const text = utf8.decode(body)
    return { json: parseWithBigIntegers(text), text }
  } catch {
    throw new Error('the answer is not JSON')
  }
}
