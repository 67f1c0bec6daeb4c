import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { admin } from '../../plugins/admin.ts'
import { buildMissingPages } from '../../plugins/build-admin-pages.ts'
import { database } from '../../plugins/database.ts'
import { jwtAuth } from '../../plugins/jwt-auth.ts'
import { newDatabase, secretKey } from '../helper.ts'

/** An app without pages, and a program that stands for the one that builds them. */
async function createBuildApp(t: Test, program: string) {
  const url = newDatabase(t)
  const folder = dirname(url.slice('file:'.length))
  writeFileSync(join(folder, 'build.mjs'), program)
  const pagesFolder = join(folder, 'pages')
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write: line => lines.push(JSON.parse(line).msg) } } })
  t.teardown(() => app.close())
  await app.register(database, { url })
  await app.register(jwtAuth, { secret: secretKey })
  await app.register(admin, { pagesFolder })
  return { app, script: join(folder, 'build.mjs'), pagesFolder, lines }
}

/** Waits for something that another process does; ten seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isSo(); i++) await sleep(25)
}

t.test('missing pages are built once the server listens, and the log says how it goes', async t => {
  const { app, script, pagesFolder, lines } = await createBuildApp(
    t,
    `import { writeFileSync } from 'node:fs'
     console.log('building')
     writeFileSync(new URL('pages/index.html', import.meta.url), '<p>built</p>')`
  )
  buildMissingPages(app, script)
  t.ok(app.adminPages.isBuilding)
  await app.listen({ host: '127.0.0.1', port: 0 })
  await until(() => !app.adminPages.isBuilding)
  t.ok(existsSync(join(pagesFolder, 'index.html')))
  t.ok(lines.includes('admin pages: building'))
  t.equal((await app.inject('/admin/')).body, '<p>built</p>')
})

t.test('a build that fails is told, and ends nothing', async t => {
  const { app, script, lines } = await createBuildApp(t, "console.error('no disk'); process.exitCode = 3")
  buildMissingPages(app, script)
  await app.listen({ host: '127.0.0.1', port: 0 })
  await until(() => !app.adminPages.isBuilding)
  t.ok(lines.includes('admin pages: no disk'))
  t.ok(lines.some(line => line.includes('could not be built (3)')))
  t.match((await app.inject('/admin/')).body, /npm run build/)
})

t.test('a build goes with the server', async t => {
  const { app, script, lines } = await createBuildApp(t, "console.log('building'); setTimeout(() => {}, 60_000)")
  buildMissingPages(app, script)
  await app.listen({ host: '127.0.0.1', port: 0 })
  await until(() => lines.includes('admin pages: building'))
  await app.close()
  await until(() => !app.adminPages.isBuilding)
  t.notOk(app.adminPages.isBuilding)
})

t.test('pages that are there are not built again, nor where there is nothing to build them with', async t => {
  const { app, script, pagesFolder } = await createBuildApp(t, '')
  buildMissingPages(app, join(script, 'none'))
  t.notOk(app.adminPages.isBuilding)
  mkdirSync(pagesFolder, { recursive: true })
  writeFileSync(join(pagesFolder, 'index.html'), '')
  buildMissingPages(app, script)
  t.notOk(app.adminPages.isBuilding)
})
