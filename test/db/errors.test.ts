import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import {
  DatabaseOpenError,
  DatabaseUnavailable,
  isDatabaseLocked,
  isDatabaseUnavailable,
  isForeignKeyViolation
} from '../../db/errors.ts'

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
}

t.test('errors of the database have codes of their own', async t => {
  t.match(new DatabaseUnavailable('busy'), { code: 'REST_AUTH_DATABASE_UNAVAILABLE', message: 'busy' })
  t.match(new DatabaseOpenError('gone'), { code: 'REST_AUTH_START', message: 'gone' })
})

t.test('a queue that is full is a database that is away for now', async t => {
  t.equal(isDatabaseUnavailable(new DatabaseUnavailable('busy')), true)
})

t.test('a file that another connection has locked is away for now', async t => {
  const path = join(t.testdir(), 'db.sqlite3')
  const [one, other] = [new Sqlite(path), new Sqlite(path, { timeout: 0 })]
  t.teardown(() => [one, other].map(connection => connection.close()))
  one.exec('BEGIN IMMEDIATE')
  const error = errorOf(() => other.exec('BEGIN IMMEDIATE'))
  t.match(error, { code: 'SQLITE_BUSY' })
  t.equal(isDatabaseUnavailable(error), true)
  t.equal(isDatabaseLocked(error), true)
})

t.test('a disk that is full, or a file that cannot be written or opened, is away for now', async t => {
  const path = join(t.testdir(), 'db.sqlite3')
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  connection.exec('CREATE TABLE note (text)')
  connection.pragma('max_page_count = 2')
  const full = errorOf(() => connection.prepare('INSERT INTO note VALUES (zeroblob(100000))').run())
  connection.pragma('query_only = on')
  const readOnly = errorOf(() => connection.exec('DELETE FROM note'))
  const cannotOpen = errorOf(() => connection.exec(`ATTACH '${join(path, 'other')}' AS other`))
  t.match(full, { code: 'SQLITE_FULL' })
  t.match(readOnly, { code: 'SQLITE_READONLY' })
  t.match(cannotOpen, { code: 'SQLITE_CANTOPEN' })
  for (const error of [full, readOnly, cannotOpen]) {
    t.equal(isDatabaseUnavailable(error), true)
    t.equal(isDatabaseLocked(error), false)
  }
})

t.test('extended result codes count as their family', async t => {
  const extended = [
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_LOCKED_SHAREDCACHE',
    'SQLITE_IOERR_WRITE',
    'SQLITE_READONLY_DBMOVED',
    'SQLITE_NOMEM',
    'SQLITE_PROTOCOL'
  ]
  for (const code of extended) t.equal(isDatabaseUnavailable(new Sqlite.SqliteError('away', code)), true, code)
})

t.test('a statement that is wrong is no database that is away', async t => {
  const connection = new Sqlite(':memory:')
  t.teardown(() => connection.close())
  connection.exec('CREATE TABLE note (text UNIQUE); INSERT INTO note VALUES (1)')
  const wrong = [
    errorOf(() => connection.exec('SELECT * FROM nothing')),
    errorOf(() => connection.exec('INSERT INTO note VALUES (1)'))
  ]
  t.match(wrong, [{ code: 'SQLITE_ERROR' }, { code: 'SQLITE_CONSTRAINT_UNIQUE' }])
  for (const error of wrong) t.equal(isDatabaseUnavailable(error), false)
})

t.test('what is no error of SQLite is no database that is away', async t => {
  const others = [
    new Error('SQLITE_BUSY'),
    Object.assign(new Error('numbered'), { code: 5 }),
    Object.assign(new Error('elsewhere'), { code: 'NOT_SQLITE_BUSY' }),
    { code: 'SQLITE_BUSY' },
    'SQLITE_BUSY',
    null,
    undefined
  ]
  for (const error of others) t.equal(isDatabaseUnavailable(error), false)
})

t.test(
  'a row that is pointed at, or that points at nothing, violates a foreign key, and nothing else does',
  async t => {
    const connection = new Sqlite(':memory:')
    t.teardown(() => connection.close())
    connection.pragma('foreign_keys = ON')
    connection.exec('CREATE TABLE user (id integer PRIMARY KEY); CREATE TABLE post (author REFERENCES user (id))')
    connection.exec('INSERT INTO user VALUES (1); INSERT INTO post VALUES (1)')
    const pointedAt = errorOf(() => connection.exec('DELETE FROM user'))
    const pointsAtNothing = errorOf(() => connection.exec('INSERT INTO post VALUES (2)'))
    const taken = errorOf(() => connection.exec('INSERT INTO user VALUES (1)'))
    t.match(taken, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    for (const error of [pointedAt, pointsAtNothing]) t.equal(isForeignKeyViolation(error), true)
    for (const error of [
      taken,
      new Error('SQLITE_CONSTRAINT_FOREIGNKEY'),
      { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' },
      null
    ]) {
      t.equal(isForeignKeyViolation(error), false)
    }
  }
)
