import type { IncomingMessage, ServerResponse } from 'node:http'

export type Respond = (request: IncomingMessage, response: ServerResponse) => void

/** An answer that is ready to be sent; JSON unless the headers say otherwise. */
export interface Answer {
  status: number
  body?: string
  headers?: Record<string, string>
}

export function send(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(body)
}

export function sendAnswer(response: ServerResponse, { status, body = '', headers }: Answer): void {
  if (headers === undefined) send(response, status, body)
  else response.writeHead(status, headers).end(body)
}

export function json(value: object, status = 200): Answer {
  return { status, body: JSON.stringify(value) }
}

/** An answer that names a person alone; the id stands in the text as it is: a number of 19 digits would be rounded. */
export function idAnswer(id: string): Answer {
  return { status: 200, body: `{"id":${id}}` }
}

export function redirect(location: string, headers: Record<string, string> = {}): Answer {
  return { status: 302, headers: { location, ...headers } }
}
