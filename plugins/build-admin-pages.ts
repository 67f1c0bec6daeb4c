import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'

/** Only the sources have it; the published package comes with the pages. */
const builder = fileURLToPath(new URL('../scripts/build-admin.ts', import.meta.url))

/**
 * Has the pages of the admin built where they are missing, once the server listens: in a process of its own, so that
 * everybody else is served meanwhile. What it says goes into the log.
 * @param script the program that builds them
 */
export function buildMissingPages(fastify: FastifyInstance, script = builder): void {
  const { adminPages: pages } = fastify
  if (pages.areBuilt() || !existsSync(script)) return
  pages.isBuilding = true
  const closing: (() => void)[] = []
  fastify.addHook('onListen', async () => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => fastify.log.info(`admin pages: ${line}`))
    }
    child.once('close', code => {
      pages.isBuilding = false
      if (code !== 0) fastify.log.error(`the pages of the admin could not be built (${code}): npm run build says why`)
    })
    closing.push(() => child.kill())
  })
  fastify.addHook('onClose', async () => {
    for (const close of closing) close()
  })
}
