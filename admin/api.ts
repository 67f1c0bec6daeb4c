import { HttpError } from 'react-admin'
import { askForPassword } from './confirmation.ts'
import { i18nProvider } from './i18n/provider.ts'
import { currentSession, keepSession, type Session } from './session.ts'

/** The pages may be mounted under any path: the API is beside them. */
const base = new URL('api/', document.baseURI)

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Problem = Record<string, unknown>

/**
 * One request to the admin API. What needs a fresh CSRF token or the password once more is repeated with it.
 * @throws HttpError with `body.errors` by field for a 400, as react-admin's forms take it
 */
export async function api<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  let answer = await send(method, path, body)
  let problem = await problemOf(answer)
  if (problem?.code === 'csrf') {
    await loadSession()
    answer = await send(method, path, body)
    problem = await problemOf(answer)
  }
  if (problem?.code === 'confirmation_required') {
    if (!(await askForPassword())) throw new HttpError('confirmation.cancelled', 403, {})
    answer = await send(method, path, body)
    problem = await problemOf(answer)
  }
  if (problem !== undefined) throw httpError(answer.status, problem)
  return (answer.status === 204 ? undefined : await answer.json()) as Answer
}

/** The session, asked for anew. */
export const loadSession = async () => keepSession(await api<Session>('GET', 'session/'))

async function send(method: Method, path: string, body: unknown): Promise<Response> {
  const token = currentSession()?.csrf_token
  try {
    return await fetch(new URL(path, base), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': i18nProvider.getLocale(),
        ...(method !== 'GET' && token !== undefined && { 'x-csrf-token': token }),
        ...(body !== undefined && { 'content-type': 'application/json' })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
  } catch {
    throw new HttpError('problems.unreachable', 0, {})
  }
}

async function problemOf(answer: Response): Promise<Problem | undefined> {
  if (answer.ok) return undefined
  try {
    return Object(await answer.json()) as Problem
  } catch {
    return {} // a proxy's page
  }
}

function httpError(status: number, problem: Problem): HttpError {
  if (status !== 400 || typeof problem.detail === 'string') {
    const detail = typeof problem.detail === 'string' ? problem.detail : 'problems.unexpected'
    return new HttpError(detail, status, {})
  }
  const { non_field_errors: general, ...fields } = problem
  const errors = Object.fromEntries(Object.entries(fields).map(([field, messages]) => [field, textOf(messages)]))
  const message = [...(general === undefined ? [] : [textOf(general)]), ...Object.values(errors)].join(' ')
  return new HttpError(message, status, {
    errors: { ...errors, ...(general !== undefined && { root: { serverError: textOf(general) } }) }
  })
}

const textOf = (messages: unknown) => (Array.isArray(messages) ? messages.map(String).join(' ') : String(messages))
