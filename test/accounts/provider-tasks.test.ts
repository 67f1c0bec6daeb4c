import t, { type Test } from 'tap'
import { createProviderTasks } from '../../accounts/provider-tasks.ts'
import { post, readRows } from '../helper.ts'
import { execute } from '../kakao-login.ts'
import { createWebhookApp, jiyunId } from '../webhook-app.ts'

const unlinkPath = '/v1/user/unlink'
const lost = {
  lost: 'work with an identity provider given up',
  late: 'work with an identity provider failed, and will be tried again'
}

interface LogLine {
  level: 'warn' | 'error'
  facts: unknown
  text: string
}

/** Work with Kakao on the database of a server that does none itself, the clock, and what it has told the log. */
async function createWorking(t: Test) {
  const { app, kakao, clock } = await createWebhookApp(t, { kakaoUnlink: true })
  await app.ready()
  await app.social.flush()
  const lines: LogLine[] = []
  const log = {
    warn: (facts: object, text: string) => lines.push({ level: 'warn', facts, text }),
    error: (facts: object, text: string) => lines.push({ level: 'error', facts, text })
  }
  const tasks = createProviderTasks(app.accounts, log)
  t.teardown(() => tasks.close())
  const queue = (kind: string, uid: string, details: object) =>
    app.database.transaction(async queries => {
      const created = new Date(app.accounts.now())
      await queries.tasks.insert({
        ...{ kind, provider: 'kakao', uid, details: JSON.stringify(details) },
        ...{ created, attempts: 0, due: created }
      })
    })
  const waiting = () => readRows(app, 'select id, attempts from rest_auth_task order by id')
  /** In seconds since 1970. */
  function nextDue(): number | undefined {
    const [row] = readRows(app, 'select unixepoch(min(due)) as due from rest_auth_task')
    return row?.due === null ? undefined : Number(row?.due)
  }
  return { app, kakao, clock, tasks, lines, queue, waiting, nextDue }
}

t.test('events are applied, and people unlinked', async t => {
  const { app, kakao, tasks, lines, queue, waiting } = await createWorking(t)
  const issued = app.accounts.now()
  await queue('event', jiyunId, { event: 'user-unlinked', issued, language: 'en' })
  await queue('unlink', '3700000002', { token: '' })
  await tasks.flush()
  t.same(kakao.unlinked, ['3700000002'])
  t.same(readRows(app, 'select * from socialaccount_socialaccount'), [])
  t.same([waiting(), lines], [[], []])
})

t.test('people are written to in the language of the event', async t => {
  const { app, tasks, queue } = await createWorking(t)
  await queue('event', jiyunId, { event: 'unlink', issued: app.accounts.now(), language: 'en' })
  await tasks.flush()
  t.match(readRows(app, 'select language from rest_auth_mail'), [{ language: 'en' }])
})

t.test('while Kakao is away it is tried with growing delays, for a day, and then given up', async t => {
  const { kakao, clock, tasks, lines, queue, nextDue } = await createWorking(t)
  kakao.fail(unlinkPath, { code: -1, status: 500 }, 1000)
  const begin = clock.seconds
  await queue('unlink', '3700000002', { token: '' })
  const moments: number[] = []
  for (let due: number | undefined = begin; due !== undefined; due = nextDue()) {
    clock.seconds = due
    await tasks.flush()
    moments.push(due - begin)
  }
  t.same(moments.slice(0, 9), [0, 5, 20, 65, 200, 605, 1820, 5420, 9020], 'at most an hour apart')
  t.ok(Number(moments.at(-1)) <= 86_400)
  t.ok(Number(moments.at(-1)) > 86_400 - 3600)
  t.equal(lines.length, moments.length)
  t.same(lines[0], {
    level: 'warn',
    facts: {
      task: 1,
      kind: 'unlink',
      provider: 'kakao',
      tries: 1,
      cause: { type: 'Error', code: 'REST_AUTH_REFUSED' }
    },
    text: lost.late
  })
  t.match(lines.at(-1), { level: 'error', text: lost.lost, facts: { tries: moments.length } })
})

t.test('what Kakao refuses is given up at once', async t => {
  const { kakao, tasks, lines, queue, waiting } = await createWorking(t)
  await queue('unlink', '99', { token: '' })
  await tasks.flush()
  t.same(kakao.asked, [`POST ${unlinkPath}`])
  t.match(lines, [{ level: 'error', text: lost.lost, facts: { tries: 1, cause: { code: 'REST_AUTH_INVALID_INPUT' } } }])
  t.same(waiting(), [])
})

t.test('one that fails holds up no other', async t => {
  const { kakao, tasks, queue, waiting } = await createWorking(t)
  const uids = ['99', '3700000002', '3700000005', '3710000000', '3710000001']
  for (const uid of uids) await queue('unlink', uid, { token: '' })
  await tasks.flush()
  t.same(kakao.unlinked.toSorted(), ['3700000002', '3700000005', '3710000000', '3710000001'])
  t.same(waiting(), [])
})

t.test('what a process has begun is left to it for a minute, and then done by another', async t => {
  const { kakao, clock, app, tasks, queue } = await createWorking(t)
  await queue('unlink', '3700000002', { token: '' })
  const [task] = await app.database.tasks.due(new Date(app.accounts.now()), 1)
  t.ok(task)
  if (task) await app.database.transaction(queries => queries.tasks.claim(task, new Date(app.accounts.now() + 60_000)))
  clock.seconds += 59
  await tasks.flush()
  t.same(kakao.unlinked, [])
  clock.seconds += 1
  await tasks.flush()
  t.same(kakao.unlinked, ['3700000002'])
})

t.test('a row is claimed for a minute, which is longer than Kakao is waited for', async t => {
  const { app, kakao, tasks, queue } = await createWorking(t)
  let due: unknown
  kakao.fail(unlinkPath, (_request, response) => {
    due = readRows(app, 'select due from rest_auth_task')[0]?.due
    response.end('{"id":3700000002}')
  })
  await queue('unlink', '3700000002', { token: '' })
  await tasks.flush()
  t.equal(due, '2026-11-23 18:54:20')
})

t.test('the log is told nothing of whom it is about', async t => {
  const { kakao, tasks, lines, queue } = await createWorking(t)
  kakao.fail(unlinkPath, { code: -401, more: { msg: 'jiyun@kakao.example' } }, 2)
  await queue('unlink', '3700000002', { token: 'tok-secret' })
  await tasks.flush()
  t.notMatch(JSON.stringify(lines), /3700000002|tok-secret|jiyun|kakao-admin-key/)
})

t.test('a table that cannot be read is told, and breaks nothing', async t => {
  const { app, tasks, lines } = await createWorking(t)
  execute(app, 'alter table rest_auth_task rename to elsewhere')
  await tasks.flush()
  t.match(lines, [{ level: 'warn', text: 'the work with identity providers cannot be read or written' }])
  t.equal((await post(app, '/api-jwt-auth/', { username: 'alice', password: 'x' })).status, 400)
})
