import { InvalidInput } from '../../core/errors.ts'
import { translate } from '../../core/messages.ts'

/** What an act says when it refuses, by field and in English. */
export async function refusal(work: Promise<unknown>): Promise<[field: string, messages: string[]][]> {
  const error = await work.catch((error: unknown) => error)
  if (!(error instanceof InvalidInput)) throw error
  return Object.entries(error.fields).map(([field, messages]) => [field, messages.map(text => translate(text, 'en'))])
}

/** What an act throws; undefined when it does not. */
export function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error
  )
}
