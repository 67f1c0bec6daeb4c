import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import { eq, sql } from 'drizzle-orm'
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import t, { type Test } from 'tap'
import { DatabaseOpenError, DatabaseUnavailable, isDatabaseUnavailable } from '../../db/errors.ts'
import { openDatabase, requireNode } from '../../db/open.ts'
import { users } from '../../db/schema.ts'
import { connect, insertPerson, openDjango, openNew, person, rowsOf } from './opened.ts'

async function openError(url: string, options = {}): Promise<DatabaseOpenError> {
  try {
    await (await openDatabase({ url, ...options })).close()
  } catch (error) {
    if (error instanceof DatabaseOpenError) return error
    throw error
  }
  throw new Error(`${url} was opened`)
}

/** The connections that are opened from here on: their pragmas are seen nowhere else. */
function connectionsOf(t: Test): () => Sqlite.Database[] {
  const captured = t.capture(Sqlite.prototype, 'pragma', Sqlite.prototype.pragma)
  return () => [...new Set(captured().map(call => call.receiver as Sqlite.Database))]
}

/** A promise that is kept when the test says so. */
function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

const usernames = (database: { path: string }) =>
  rowsOf(database, 'SELECT username FROM auth_user ORDER BY id').map(row => row.username)

t.test('a missing file is made with its folder, for its owner alone', async t => {
  const path = join(t.testdir(), 'data/db.sqlite3')
  const database = await openDatabase({ url: `file:${path}` })
  t.teardown(() => database.close())
  t.equal(database.path, path)
  t.equal(statSync(path).mode & 0o777, 0o600)
  await insertPerson(database)
  t.equal(statSync(`${path}-wal`).mode & 0o777, 0o600)
})

t.test('a file that is there keeps its mode and its people', async t => {
  const database = await openDjango(t)
  t.equal(statSync(database.path).mode & 0o777, 0o644)
  t.match(await database.users.findByUsername('alice'), { id: 1, email: 'alice@example.com' })
})

t.test('a path is relative to the working directory', async t => {
  const path = join(t.testdir(), 'db.sqlite3')
  const database = await openDatabase({ url: `file:${relative(process.cwd(), path)}` })
  t.teardown(() => database.close())
  t.equal(database.path, path)
})

t.test('a file URL is taken as well', async t => {
  const path = join(t.testdir(), 'a place.sqlite3')
  const database = await openDatabase({ url: pathToFileURL(path).href })
  t.teardown(() => database.close())
  t.equal(database.path, path)
  t.ok(existsSync(path))
})

t.test('both connections write ahead, watch references and hardly wait', async t => {
  const connections = connectionsOf(t)
  await openNew(t)
  t.equal(connections().length, 2)
  for (const connection of connections()) {
    t.equal(connection.pragma('journal_mode', { simple: true }), 'wal')
    t.equal(connection.pragma('foreign_keys', { simple: true }), 1)
    t.equal(connection.pragma('synchronous', { simple: true }), 1)
    t.ok((connection.pragma('busy_timeout', { simple: true }) as number) <= 50)
  }
})

t.test('with synchronous full every commit waits for the disk', async t => {
  const connections = connectionsOf(t)
  await openNew(t, { synchronous: 'full' })
  t.strictSame(
    connections().map(connection => connection.pragma('synchronous', { simple: true })),
    [2, 2]
  )
})

t.test('closing closes both connections', async t => {
  const connections = connectionsOf(t)
  const database = await openNew(t)
  await database.close()
  t.strictSame(
    connections().map(connection => connection.open),
    [false, false]
  )
  t.notOk(existsSync(`${database.path}-wal`))
})

t.test('another database than SQLite is refused without its password', async t => {
  const error = await openError('postgres://user:secret@host/db')
  t.equal(error.code, 'REST_AUTH_START')
  t.equal(error.message, 'DATABASE_URL takes file:PATH, not "postgres:…"')
})

t.test('a path without file: is refused', async t => {
  t.equal((await openError('db.sqlite3')).message, 'DATABASE_URL takes file:PATH, not "db.sqlite3"')
})

t.test('an empty path is refused', async t => {
  t.equal((await openError('file:')).message, 'DATABASE_URL takes file:PATH, not "file:…"')
})

t.test('a file URL with a host is refused in one line', async t => {
  t.match((await openError('file://db.sqlite3')).message, /^DATABASE_URL .*file:PATH/)
})

t.test('a file URL that is malformed is refused in one line', async t => {
  t.match((await openError('file:///tmp/%zz')).message, /^DATABASE_URL .*file:PATH/)
})

t.test('a corrupt file is refused and stays as it is', async t => {
  const path = join(t.testdir({ 'db.sqlite3': 'no database at all, '.repeat(100) }), 'db.sqlite3')
  const content = readFileSync(path)
  const { message, code } = await openError(`file:${path}`)
  t.equal(code, 'REST_AUTH_START')
  t.equal(message, `DATABASE_URL file:${path} cannot be opened: file is not a database`)
  t.ok(readFileSync(path).equals(content))
})

t.test('a file whose pages are damaged is refused', async t => {
  const database = await openDjango(t)
  await database.close()
  const content = readFileSync(database.path)
  content.fill(0xff, 100, 4096)
  writeFileSync(database.path, content)
  const { message } = await openError(`file:${database.path}`)
  t.equal(message, `DATABASE_URL file:${database.path} cannot be opened: database disk image is malformed`)
})

t.test('a directory is refused', async t => {
  const url = `file:${t.testdir()}`
  t.equal((await openError(url)).message, `DATABASE_URL ${url} cannot be opened: unable to open database file`)
})

t.test('a place where nothing can be written is refused', async t => {
  const url = `file:${join(t.testdir({ file: '' }), 'file/db.sqlite3')}`
  t.match((await openError(url)).message, new RegExp(`^DATABASE_URL ${url} cannot be opened: E(NOTDIR|EXIST).*$`))
})

t.test('a path of missing folders is refused, and none is made', async t => {
  const folder = t.testdir()
  const url = `file:${folder}/misspelt/data/db.sqlite3`
  t.match((await openError(url)).message, `DATABASE_URL ${url} cannot be opened: ENOENT`)
  t.strictSame(readdirSync(folder), [])
})

t.test('a missing folder of migrations is named, and both errors are the operator’s', async t => {
  const folder = t.testdir()
  const { message, code } = await openError(`file:${folder}/db.sqlite3`, { migrationsFolder: `${folder}/nowhere` })
  t.equal(
    message,
    `DATABASE_URL file:${folder}/db.sqlite3: the migrations are missing or unreadable: ${folder}/nowhere`
  )
  t.equal(code, 'REST_AUTH_START')
})

t.test('a table with other columns is named, and no connection is left', async t => {
  const path = join(t.testdir(), 'db.sqlite3')
  const other = new Sqlite(path)
  other.exec('CREATE TABLE django_site (id integer PRIMARY KEY, host varchar(100))')
  other.close()
  const connections = connectionsOf(t)
  const { message } = await openError(`file:${path}`)
  t.equal(message, `DATABASE_URL file:${path}: table django_site of the database has no column name`)
  t.strictSame(
    connections().map(connection => connection.open),
    [false]
  )
})

t.test('a corrupt file is closed again', async t => {
  const connections = connectionsOf(t)
  await openError(`file:${join(t.testdir({ 'db.sqlite3': 'no database at all, '.repeat(100) }), 'db.sqlite3')}`)
  t.strictSame(
    connections().map(connection => connection.open),
    [false]
  )
})

t.test('a Node.js without Node-API 10 is told that it is too old', async t => {
  const tooOld = new DatabaseOpenError(
    `Node.js ${process.version} is too old: 22.19 or newer is needed (npm scripts bring theirs)`
  )
  t.throws(() => requireNode('9'), tooOld)
  t.throws(() => requireNode(undefined), tooOld)
  t.doesNotThrow(() => requireNode('10'))
})

t.test('a transaction commits what it wrote and returns what its work returns', async t => {
  const database = await openNew(t)
  const id = await database.transaction(async ({ users, emailAddresses }) => {
    const user = await users.insert(person({ username: 'dora' }))
    await setImmediate()
    await emailAddresses.insert({ userId: user?.id ?? 0, email: 'dora@example.com', primary: true, verified: false })
    return user?.id
  })
  t.equal(id, 1)
  t.strictSame(usernames(database), ['dora'])
  t.strictSame(rowsOf(database, 'SELECT user_id, email FROM account_emailaddress'), [
    { user_id: 1, email: 'dora@example.com' }
  ])
  t.match(await database.users.find(1), { username: 'dora' })
})

t.test('a transaction takes everything back when its work throws', async t => {
  const database = await openNew(t)
  const failure = new Error('second thoughts')
  const failed = database.transaction(async ({ users }) => {
    await users.insert(person())
    await setImmediate()
    throw failure
  })
  await t.rejects(failed, failure)
  t.strictSame(usernames(database), [])
})

t.test('a transaction that refers to a row that does not exist takes everything back', async t => {
  const database = await openNew(t)
  const failed = database.transaction(async ({ users, emailAddresses }) => {
    await users.insert(person())
    await emailAddresses.insert({ userId: 99, email: 'nobody@example.com', primary: true, verified: false })
  })
  await t.rejects(failed, { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  t.strictSame(usernames(database), [])
  await insertPerson(database)
  t.strictSame(usernames(database), ['dora'])
})

t.test('a transaction that SQLite itself took back leaves the next one free', async t => {
  const database = await openNew(t)
  connect(t, database).exec(
    "CREATE TRIGGER refuse BEFORE INSERT ON account_emailaddress BEGIN SELECT RAISE(ROLLBACK, 'no more of them'); END"
  )
  const failed = database.transaction(async ({ users, emailAddresses }) => {
    await users.insert(person())
    await emailAddresses.insert({ userId: 1, email: 'dora@example.com', primary: true, verified: false })
  })
  await t.rejects(failed, { message: 'no more of them' })
  t.strictSame(usernames(database), [])
  await insertPerson(database)
  t.strictSame(usernames(database), ['dora'])
})

t.test('transactions run one after the other, in the order in which they were asked for', async t => {
  const database = await openNew(t)
  const events: string[] = []
  const work = (name: string) =>
    database.transaction(async ({ users }) => {
      events.push(`${name} begins`)
      await users.insert(person({ username: name }))
      await setImmediate()
      events.push(`${name} ends`)
    })
  await Promise.all([work('one'), work('two'), work('three')])
  t.strictSame(events, ['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends'])
  t.strictSame(usernames(database), ['one', 'two', 'three'])
})

t.test('what one transaction committed survives another one that is taken back', async t => {
  const database = await openNew(t)
  const { opened, open } = gate()
  const failing = database.transaction(async ({ users }) => {
    await users.insert(person({ username: 'lost' }))
    await opened
    throw new Error('second thoughts')
  })
  const kept = insertPerson(database, { username: 'kept' })
  await setImmediate()
  t.strictSame(usernames(database), [])
  open()
  await t.rejects(failing, { message: 'second thoughts' })
  await kept
  t.strictSame(usernames(database), ['kept'])
})

t.test('readers do not see what is not yet committed, and do not wait for it', async t => {
  const database = await openNew(t)
  await database.transaction(async ({ users }) => {
    await users.insert(person())
    t.equal(await database.users.findByUsername('dora'), undefined)
    t.match(await users.findByUsername('dora'), { username: 'dora' })
  })
  t.match(await database.users.findByUsername('dora'), { username: 'dora' })
})

t.test("a transaction waits for another process's to end", async t => {
  const database = await openNew(t)
  const other = connect(t, database)
  other.exec('BEGIN IMMEDIATE')
  other.exec("UPDATE django_site SET name = 'theirs'")
  const inserted = insertPerson(database)
  await setImmediate() // The first try has failed by now.
  other.exec('COMMIT')
  t.match(await inserted, { username: 'dora' })
  t.strictSame(usernames(database), ['dora'])
  t.match(await database.sites.find(1), { name: 'theirs' })
})

t.test("a transaction gives up waiting for another process's after the lock timeout", async t => {
  const database = await openNew(t, { lockTimeout: 200 })
  const other = connect(t, database)
  other.exec('BEGIN IMMEDIATE')
  const start = performance.now()
  const error = await insertPerson(database).catch((error: unknown) => error)
  t.ok(performance.now() - start >= 200)
  t.ok(isDatabaseUnavailable(error))
  other.exec('ROLLBACK')
  await insertPerson(database, { username: 'later' })
  t.strictSame(usernames(database), ['later'])
})

t.test('the waits of transactions in line do not add up', async t => {
  const lockTimeout = 300
  const database = await openNew(t, { lockTimeout })
  connect(t, database).exec('BEGIN IMMEDIATE')
  const start = performance.now()
  const names = Array.from({ length: 8 }, (_, index) => `person${index}`)
  const errors = await Promise.all(names.map(username => insertPerson(database, { username }).catch(error => error)))
  t.ok(performance.now() - start < (names.length * lockTimeout) / 2)
  t.ok(errors.every(isDatabaseUnavailable))
  t.strictSame(usernames(database), [])
})

t.test('the event loop goes on while a transaction waits for another process', async t => {
  const database = await openNew(t, { lockTimeout: 600 })
  connect(t, database).exec('BEGIN IMMEDIATE')
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  await insertPerson(database).catch(() => undefined)
  clearInterval(timer)
  t.ok(turns >= 4, `${turns} turns`)
})

t.test('a transaction does not wait for a database that cannot be written', async t => {
  const connections = connectionsOf(t)
  const database = await openNew(t, { lockTimeout: 600_000 })
  const [writer] = connections()
  writer?.pragma('query_only = ON')
  await t.rejects(insertPerson(database), { code: 'SQLITE_READONLY' })
  writer?.pragma('query_only = OFF')
  await insertPerson(database)
  t.strictSame(usernames(database), ['dora'])
})

t.test('a transaction on a closed database fails at once', async t => {
  const database = await openNew(t, { lockTimeout: 600_000 })
  await database.close()
  await t.rejects(insertPerson(database), { message: 'The database connection is not open' })
})

t.test('transactions past the limit of the queue are refused, and taken again when it is shorter', async t => {
  const database = await openNew(t, { queueLimit: 2 })
  const { opened, open } = gate()
  const first = database.transaction(() => opened)
  const second = insertPerson(database, { username: 'second' })
  await t.rejects(
    insertPerson(database, { username: 'third' }),
    new DatabaseUnavailable('too many transactions are waiting')
  )
  open()
  await Promise.all([first, second])
  await insertPerson(database, { username: 'fourth' })
  t.strictSame(usernames(database), ['second', 'fourth'])
})

t.test('a transaction that fails leaves its place in the queue', async t => {
  const database = await openNew(t, { queueLimit: 1 })
  await t.rejects(
    database.transaction(async () => {
      throw new Error('second thoughts')
    })
  )
  await insertPerson(database)
  t.strictSame(usernames(database), ['dora'])
})

t.test('queries beside a transaction cannot write', async t => {
  const database = await openNew(t)
  const { users } = database
  await t.rejects(users.update(1, { firstName: 'new' }), { code: 'SQLITE_READONLY' })
})

t.test('tables of a host are read beside ours, and written with them, all of it or nothing', async t => {
  const database = await openNew(t)
  const notes = sqliteTable('host_note', { id: integer().primaryKey(), userId: integer('user_id').notNull() })
  await database.transaction(async ({ drizzle }) => {
    drizzle.run(
      sql`create table host_note (id integer primary key, user_id integer not null references auth_user (id))`
    )
  })
  const write = (username: string, work: () => void = () => {}) =>
    database.transaction(async ({ drizzle, users }) => {
      const user = await users.insert(person({ username }))
      await drizzle.insert(notes).values({ userId: user?.id ?? 0 })
      work()
    })
  await write('dora')
  const failure = new Error('second thoughts')
  const fail = () => {
    throw failure
  }
  await t.rejects(write('emil', fail), failure)
  t.strictSame(usernames(database), ['dora'])
  const written = database.drizzle.select({ username: users.username }).from(notes)
  t.strictSame(await written.innerJoin(users, eq(users.id, notes.userId)), [{ username: 'dora' }])
  await t.rejects(async () => database.drizzle.delete(notes), { code: 'SQLITE_READONLY' })
})
