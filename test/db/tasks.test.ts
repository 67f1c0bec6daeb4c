import t from 'tap'
import type { Database } from '../../db/open.ts'
import type { Task } from '../../db/tasks.ts'
import { openDjango, openNew, rowsOf } from './opened.ts'

const now = new Date('2026-11-23T12:00:00Z')
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds)

const task = (values: Partial<Omit<Task, 'id'>> = {}): Omit<Task, 'id'> => ({
  ...{ kind: 'event', provider: 'kakao', uid: '3700000000000000019', details: '{"event":"unlink"}' },
  ...{ created: now, attempts: 0, due: now },
  ...values
})

const insert = (database: Database, ...tasks: Omit<Task, 'id'>[]) =>
  database.transaction(async queries => {
    for (const values of tasks) await queries.tasks.insert(values)
  })

t.test('a task is written as it is, and read as it was written', async t => {
  const database = await openNew(t)
  await insert(database, task({ due: after(1500) }))
  t.strictSame(rowsOf(database, 'select * from rest_auth_task'), [
    {
      id: 1,
      kind: 'event',
      provider: 'kakao',
      uid: '3700000000000000019',
      details: '{"event":"unlink"}',
      created: '2026-11-23 12:00:00',
      attempts: 0,
      due: '2026-11-23 12:00:01.500000'
    }
  ])
  t.strictSame(await database.tasks.due(after(1500), 9), [{ id: 1, ...task({ due: after(1500) }) }])
})

t.test('a database of Django’s has the table as well', async t => {
  const database = await openDjango(t)
  await insert(database, task())
  t.equal(await database.tasks.count(), 1)
})

t.test('the longest waiting come first, and no more than are asked for', async t => {
  const database = await openNew(t)
  await insert(
    database,
    task({ due: after(2) }),
    task({ due: after(1) }),
    task({ due: after(1) }),
    task({ due: after(4) })
  )
  const ids = async (limit: number) => (await database.tasks.due(after(3), limit)).map(({ id }) => id)
  t.strictSame(
    [await ids(9), await ids(2)],
    [
      [2, 3, 1],
      [2, 3]
    ]
  )
})

t.test('the next moment is that of the task that is due first; none when none waits', async t => {
  const database = await openNew(t)
  t.equal(await database.tasks.nextDue(), undefined)
  await insert(database, task({ due: after(7) }), task({ due: after(5) }))
  t.strictSame(await database.tasks.nextDue(), after(5))
})

t.test('of two who claim a task, one has it', async t => {
  const database = await openNew(t)
  await insert(database, task())
  const [row] = await database.tasks.due(now, 1)
  t.ok(row)
  if (row === undefined) return
  const claim = () => database.transaction(({ tasks }) => tasks.claim(row, after(60_000)))
  t.strictSame(await Promise.all([claim(), claim()]), [true, false])
  t.match(await database.tasks.due(after(60_000), 1), [{ id: 1, attempts: 1, due: after(60_000) }])
})

t.test('a task is put off and taken away by its number', async t => {
  const database = await openNew(t)
  await insert(database, task(), task())
  await database.transaction(async ({ tasks }) => {
    await tasks.postpone(1, after(5000))
    await tasks.remove(2)
  })
  t.match(await database.tasks.due(after(5000), 9), [{ id: 1, due: after(5000) }])
  await insert(database, task())
  t.strictSame(
    rowsOf(database, 'select id from rest_auth_task order by id'),
    [{ id: 1 }, { id: 3 }],
    'no number comes again'
  )
})

t.test('mails and tasks do not know of each other', async t => {
  const database = await openNew(t)
  await insert(database, task())
  t.equal(await database.mails.count(), 0)
  await database.transaction(({ mails }) => mails.remove(1))
  t.equal(await database.tasks.count(), 1)
})
