// Requests that no HTTP client would send, byte by byte.
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

export interface RawAnswer {
  status: number
  headers: string
  body: string
}

/** The port of a server that listens on loopback by now. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const [address] = app.addresses()
  if (address === undefined || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Sends lines of a head, as they are, and a body; the connection is closed after the answer. */
export function sendRaw(
  port: number,
  head: readonly (string | Buffer)[],
  body: string | Buffer = ''
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('error', reject)
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('close', () => {
      const [headers = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1])
      if (status > 0) resolve({ status, headers, body: rest.join('\r\n\r\n') })
      else reject(new Error(`no answer to ${head.join(' | ')}`))
    })
    for (const line of [...head, 'Connection: close', ''])
      socket.write(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]))
    socket.write(body)
  })
}
