import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startKakao } from './asking.ts'

const page = readFileSync(new URL('../../docs/kakao-emulator.md', import.meta.url), 'utf8')

t.test('the test of the page runs as it stands there', async t => {
  const [, snippet = ''] = /```ts\n(.*?)```/s.exec(page) ?? []
  const emulator = JSON.stringify(new URL('../kakao-server.ts', import.meta.url))
  const file = join(t.testdir(), 'login.test.ts')
  writeFileSync(file, snippet.replace("'fastify-rest-auth/kakao-emulator'", emulator))
  const told = execFileSync(process.execPath, [file], { encoding: 'utf8' })
  t.match(told, '지윤 logs in with Kakao')
  t.match(told, /^\S pass 1$/m)
})

t.test('everything that the emulator offers is on the page, and every setting of the app', async t => {
  const kakao = await startKakao(t)
  for (const name of [...Object.keys(kakao), ...Object.keys(kakao.app)]) {
    t.match(page, new RegExp(`\`(sendEvent.*)?${name}\\b`), name)
  }
})

t.test('the people of the page are those who have an account', async t => {
  const kakao = await startKakao(t)
  const rows = [...page.matchAll(/^\| (\d+) \| (\S+) \|/gm)].map(([, id, nickname]) => [id, nickname])
  t.same(rows.sort(), [...kakao.people.values()].map(({ id, nickname }) => [id, nickname]).sort())
})
