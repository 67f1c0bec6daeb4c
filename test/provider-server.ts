// Stands in for identity providers: a real HTTP server on loopback, which answers for every address that is asked for
// through its dispatcher.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { Agent, type Dispatcher } from 'undici'

/** What was asked. */
export interface Asked {
  method: string
  /** Origin and path, as the server believes to ask them. */
  address: string
  query: Record<string, string>
  headers: IncomingMessage['headers']
  form: Record<string, string>
  text: string
}

/** JSON that is answered with 200, or something else. */
export type Answer = object | Reply | ((asked: Asked) => Promise<object | Reply>)

/** An answer by hand; without a body the connection is cut off. */
export class Reply {
  readonly status: number
  readonly body: string | undefined

  constructor(status: number, body?: string | object) {
    this.status = status
    this.body = typeof body === 'object' ? JSON.stringify(body) : body
  }
}

/** Answers by address. */
export type Answers = Record<string, Answer>

export interface ProviderServer {
  /** Takes every request here, whatever its origin. */
  dispatcher: Dispatcher
  /** May be changed at any time. */
  answers: Answers
  /** What was asked, in order. */
  asked: Asked[]
  /** What was asked at an address the last time. */
  lastAt(address: string): Asked | undefined
}

const originHeader = 'x-asked-origin'

/** Starts the stand-in; closed with the test. */
export async function startProviderServer(t: Test, answers: Answers): Promise<ProviderServer> {
  const asked: Asked[] = []
  const current = { ...answers }
  const server = createServer(async (request, response) => {
    const question = await read(request)
    asked.push(question)
    const answer = current[question.address] ?? new Reply(404, { message: 'nobody is here' })
    send(response, typeof answer === 'function' ? await answer(question) : answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agent = new Agent()
  t.teardown(async () => {
    await agent.destroy()
    server.closeAllConnections()
    server.close()
  })
  const dispatcher = agent.compose(dispatch => (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>), [originHeader]: String(options.origin) }
    return dispatch({ ...options, origin, headers }, handler)
  })
  return {
    dispatcher,
    answers: current,
    asked,
    lastAt: address => asked.findLast(question => question.address === address)
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { [originHeader]: origin, ...headers } = request.headers
  const url = new URL(request.url ?? '', String(origin))
  const body = await text(request)
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded'
  return {
    method: request.method ?? '',
    address: url.origin + url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    form: isForm ? Object.fromEntries(new URLSearchParams(body)) : {},
    text: body
  }
}

function send(response: ServerResponse, answer: object | Reply): void {
  const { status, body } = answer instanceof Reply ? answer : new Reply(200, answer)
  if (body === undefined) response.destroy()
  else response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}
