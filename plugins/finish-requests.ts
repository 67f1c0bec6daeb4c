import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

export interface FinishRequestsOptions {
  /** Milliseconds that requests may go on for once the server is told to stop. */
  within?: number
}

/**
 * Has a server that is told to stop finish the requests that it has taken, and nothing else hold it up: connections that
 * nothing was asked on end at once, the others with their answer, and what takes too long is cut off.
 */
export const finishRequests = fp<FinishRequestsOptions>(
  async (fastify, { within = 8000 }) => {
    const { server } = fastify
    const sockets = new Set<Socket>()
    let isClosing = false
    server.on('connection', socket => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    fastify.addHook('onSend', async (_request, reply) => {
      if (isClosing) reply.header('connection', 'close') // or it would be kept alive, and the server with it
    })
    fastify.addHook('preClose', async () => {
      isClosing = true
      // Node counts a new connection as one with a request until its headers are late.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      const cut = setTimeout(() => server.closeAllConnections(), within).unref()
      server.once('close', () => clearTimeout(cut))
    })
  },
  { name: 'rest-auth-finish-requests', fastify: '5.x' }
)
