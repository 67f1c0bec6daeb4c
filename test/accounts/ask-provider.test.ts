import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { Agent } from 'undici'
import { askProvider } from '../../accounts/ask-provider.ts'
import { bearer } from '../../core/social-provider.ts'
import { type Respond, send, startKakaoServer } from '../kakao-server.ts'

/** The provider, which answers as told, and a way to ask it. */
async function startProvider(t: Test, respond: Respond) {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  const dispatcher = new Agent()
  t.teardown(() => dispatcher.destroy())
  kakao.tokens.set('tok', { person: { id: '1', nickname: 'one' }, respond })
  const ask = (signal: AbortSignal = AbortSignal.timeout(30_000)) =>
    askProvider(bearer(`${kakao.url}/v2/user/me`, 'tok'), { dispatcher, signal })
  return { kakao, ask }
}

/** What the provider answers, written at once. */
const answering = (status: number, body: string | Buffer): Respond => {
  return (_request, response) => send(response, status, body)
}

t.test('it asks with the token in a header, for JSON that is not compressed', async t => {
  const headers: IncomingMessage['headers'][] = []
  const { kakao, ask } = await startProvider(t, (request, response) => {
    headers.push(request.headers)
    send(response, 200, '{}')
  })
  await ask()
  t.strictSame(kakao.asked, ['GET /v2/user/me'])
  t.match(headers, [{ authorization: 'Bearer tok', accept: 'application/json', 'accept-encoding': 'identity' }])
})

t.test('it tells the status, the JSON, and the text as it came', async t => {
  const body = ' {"id" : 3700000000000000001,\n"nickname":"\\uc9c0윤"} '
  const { ask } = await startProvider(t, answering(200, body))
  t.strictSame(await ask(), { status: 200, json: { id: '3700000000000000001', nickname: '지윤' }, text: body })
})

t.test('an error status is an answer like another', async t => {
  const { ask } = await startProvider(t, answering(401, '{"code":-401}'))
  t.strictSame(await ask(), { status: 401, json: { code: -401 }, text: '{"code":-401}' })
})

t.test('a character that is cut between two packets is read whole', async t => {
  const bytes = Buffer.from('{"nickname":"지윤"}')
  const { ask } = await startProvider(t, async (_request, response) => {
    const middle = bytes.indexOf('지') + 1
    response.writeHead(200).write(bytes.subarray(0, middle))
    // The second half leaves only when the first is on its way.
    await new Promise(resolve => setImmediate(resolve))
    response.end(bytes.subarray(middle))
  })
  t.strictSame((await ask()).json, { nickname: '지윤' })
})

t.test('64 KiB are read', async t => {
  const body = JSON.stringify('x'.repeat(64 * 1024 - 2))
  const { ask } = await startProvider(t, answering(200, body))
  t.equal((await ask()).text.length, 65_536)
})

t.test('a byte more is an error', async t => {
  const body = JSON.stringify('x'.repeat(64 * 1024 - 1))
  const { ask } = await startProvider(t, answering(200, body))
  await t.rejects(ask(), { message: 'answer of more than 65536 bytes' })
})

t.test('an answer without end is left after 64 KiB', async t => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const { ask } = await startProvider(t, (_request, response) => {
    response.writeHead(200).on('close', leave)
    const more = () => {
      while (response.write('x'.repeat(16 * 1024)));
    }
    response.on('drain', more)
    more()
  })
  await t.rejects(ask(), { message: 'answer of more than 65536 bytes' })
  await left
})

t.test('a redirect is an answer, and is not followed', async t => {
  const elsewhere = await startKakaoServer()
  t.teardown(() => elsewhere.close())
  const { ask } = await startProvider(t, (_request, response) => {
    response.writeHead(307, { location: `${elsewhere.url}/v2/user/me` }).end('{}')
  })
  t.equal((await ask()).status, 307)
  t.strictSame(elsewhere.asked, [])
})

t.test('a compressed answer is an error, and is not inflated', async t => {
  const { ask } = await startProvider(t, (_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"id":1}'))
  })
  await t.rejects(ask(), { message: 'the answer is not JSON' })
})

for (const [name, body] of [
  ['bytes that are no UTF-8', Buffer.from('{"nickname":"\xff"}', 'latin1')],
  ['nothing', ''],
  ['HTML', '<!doctype html><title>502 Bad Gateway</title>'],
  ['JSON that is cut off', '{"id":1,"kakao_account":{'],
  ['two JSON values', '{"id":1}{"id":2}'],
  ['lists in lists without end', '['.repeat(32_000) + ']'.repeat(32_000)]
] as const) {
  t.test(`${name}: an error`, async t => {
    const { ask } = await startProvider(t, answering(200, body))
    await t.rejects(ask(), Error)
  })
}

t.test('a provider that is not there is an error', async t => {
  const { kakao, ask } = await startProvider(t, answering(200, '{}'))
  await kakao.close()
  await t.rejects(ask(), { code: 'ECONNREFUSED' })
})

for (const [name, respond] of [
  ['before the answer', ({ socket }: IncomingMessage) => socket.resetAndDestroy()],
  [
    'in the middle of the answer',
    ({ socket }: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200).write('{"id":1', () => socket.resetAndDestroy())
    }
  ],
  [
    'before all the bytes that it promised',
    ({ socket }: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"id":1}', () => socket.end())
    }
  ]
] as const) {
  t.test(`a connection that ends ${name} is an error`, async t => {
    const { ask } = await startProvider(t, respond)
    await t.rejects(ask(), Error)
  })
}

t.test('the signal ends the waiting for an answer, and the connection', async t => {
  const controller = new AbortController()
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const { ask } = await startProvider(t, (_request, response) => {
    response.on('close', leave)
    controller.abort(new Error('time is up'))
  })
  await t.rejects(ask(controller.signal), { message: 'time is up' })
  await left
})

t.test('the signal ends the reading of an answer that trickles, and the connection', async t => {
  const controller = new AbortController()
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const { ask } = await startProvider(t, (_request, response) => {
    response.writeHead(200).on('close', leave)
    response.write('{"id":', () => controller.abort(new Error('time is up')))
  })
  await t.rejects(ask(controller.signal), { message: 'time is up' })
  await left
})

t.test('when the time is up already, nothing is asked', async t => {
  const { kakao, ask } = await startProvider(t, answering(200, '{}'))
  await t.rejects(ask(AbortSignal.abort(new Error('time is up'))), { message: 'time is up' })
  t.strictSame(kakao.asked, [])
})

t.test('an answer that failed leaves the way open for the next', async t => {
  let asked = 0
  const { ask } = await startProvider(t, ({ socket }, response) => {
    asked += 1
    if (asked === 1) socket.destroy()
    else send(response, 200, '{}')
  })
  await t.rejects(ask(), Error)
  t.equal((await ask()).status, 200)
})
