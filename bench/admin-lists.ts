// `npm run bench:admin` (`node bench/admin-lists.ts [USERS]`): what the admin's list of users costs with 1,000,000 of them,
// beside the same list with 1,000, asked of the server in turns. Times are medians, of the answer as a whole; think in
// ratios, and look at processor time on a busy machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import Fastify, { type FastifyInstance } from 'fastify'
import { suite } from '../app.ts'
import { median } from './statistics.ts'

const sizes = { few: 1000, many: Number(process.argv[2] ?? 1_000_000) }
const rounds = 7
const username = 'operator'
const password = 'a lovely passphrase'

/** One in a hundred thousand is a superuser, one in ten thousand of the staff, one in fifty disabled; two groups. */
function fill(path: string, users: number): void {
  const connection = new Sqlite(path)
  try {
    connection.exec(`begin;
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${users})
      insert into auth_user (password, last_login, is_superuser, username, last_name, email, is_staff, is_active,
                             date_joined, first_name)
      select '!' || hex(randomblob(40)), iif(n % 3 = 0, null, datetime('2026-01-01', ((n * 7919) % 31536000) || ' seconds')),
             n % 100000 = 99999, 'user' || n, 'Kim', iif(n % 50 = 7, 'rare', 'person') || n || '@example.com', n % 10000 = 9999,
             n % 50 <> 49, datetime('2024-01-01', (n * 60) || ' seconds'), 'Minsu' from numbers;
      insert into auth_group (id, name) values (1, 'few'), (2, 'many');
      insert into auth_user_groups (user_id, group_id) select id, 1 from auth_user where id % 5000 = 0;
      insert into auth_user_groups (user_id, group_id) select id, 2 from auth_user where id % 2 = 0;
      commit;`)
  } finally {
    connection.close()
  }
}

interface Admin {
  app: FastifyInstance
  ask(query: string): Promise<{ milliseconds: number; processor: number }>
}

async function open(folder: string, name: string, users: number): Promise<Admin> {
  const path = join(folder, `${name}.sqlite3`)
  const app = Fastify()
  await app.register(suite, {
    secretKey: 'a secret of the benchmark, 32 bytes or more',
    databaseUrl: `file:${path}`,
    rateLimit: false
  })
  await app.ready()
  const hash = await app.passwords.hash(password)
  fill(path, users)
  await app.database.transaction(async ({ users }) => {
    const user = await users.findByUsername('user1')
    await users.update(user?.id ?? 0, { username, password: hash, isStaff: true, isSuperuser: true })
  })
  const cookies = new Map<string, string>()
  const send = async (method: 'GET' | 'POST', url: string, payload?: object, token = '') => {
    const cookie = [...cookies].map(pair => pair.join('=')).join('; ')
    const headers = { cookie, 'x-csrf-token': token }
    const response = await app.inject({ method, url: `/admin/api/${url}`, headers, ...(payload && { payload }) })
    for (const { name, value } of response.cookies) cookies.set(name, value)
    if (response.statusCode !== 200) throw new Error(`${url} answers ${response.statusCode} ${response.body}`)
    return response.json()
  }
  const { csrf_token: token } = await send('GET', 'session/')
  await send('POST', 'session/', { username, password }, token)
  return {
    app,
    async ask(query) {
      const [began, before] = [performance.now(), process.cpuUsage()]
      await send('GET', `users/?${query}`)
      const { user, system } = process.cpuUsage(before)
      return { milliseconds: performance.now() - began, processor: (user + system) / 1000 }
    }
  }
}

/** What is asked, by words; of `users`, the number of the last page depends on how many there are. */
function questions(users: number): [words: string, query: string][] {
  const last = `page=${Math.ceil(users / 25)}`
  const orderings = ['id', '-id', 'username', '-username', 'date_joined', '-date_joined', 'last_login', '-last_login']
  const filters = ['is_active=true', 'is_active=false', 'is_staff=true', 'is_staff=false', 'is_superuser=true']
  const more = ['is_superuser=false', 'group=1', 'group=2', 'joined_since=2024-01-01', 'joined_since=2025-11-20']
  return [
    ...orderings.map(name => [`by ${name}`, `ordering=${name}`] as [string, string]),
    ...orderings.map(name => [`by ${name}, the last page`, `ordering=${name}&${last}`] as [string, string]),
    ['by -id, the middle page', `page=${Math.ceil(users / 50)}`],
    ...[...filters, ...more].map(filter => [filter, filter] as [string, string]),
    ...[...filters, ...more].map(
      filter => [`${filter} by username`, `${filter}&ordering=username`] as [string, string]
    ),
    ['search of a common beginning', 'search=user'],
    ['search of a rare beginning', 'search=user777'],
    ['search of an address', 'search=rare7'],
    ['search of nobody', 'search=nobody'],
    ['search of a number', 'search=777'],
    ['100 by their numbers', Array.from({ length: 100 }, (_, index) => `id=${index + 1}`).join('&')]
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'admin-lists-'))
const admins: Admin[] = []
try {
  for (const [name, users] of Object.entries(sizes)) admins.push(await open(folder, name, users))
  const [few, many] = admins
  if (few === undefined || many === undefined) throw new Error('there is nobody to ask')
  const [fewQuestions, manyQuestions] = [questions(sizes.few), questions(sizes.many)]
  console.log(`${sizes.many} users beside ${sizes.few}: ratio, milliseconds of both (of the processor)`)
  for (const [index, [words, query]] of manyQuestions.entries()) {
    const times = { few: [] as number[], many: [] as number[], fewWork: [] as number[], manyWork: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      const one = await few.ask(fewQuestions[index]?.[1] ?? '')
      const other = await many.ask(query)
      times.few.push(one.milliseconds)
      times.many.push(other.milliseconds)
      times.fewWork.push(one.processor)
      times.manyWork.push(other.processor)
    }
    const ratio = median(times.many) / median(times.few)
    const both = `${median(times.many).toFixed(1)} (${median(times.manyWork).toFixed(1)})`
    const beside = `${median(times.few).toFixed(1)} (${median(times.fewWork).toFixed(1)})`
    console.log(`${ratio.toFixed(1).padStart(6)}  ${both.padStart(14)}  ${beside.padStart(12)}  ${words}`)
  }
} finally {
  for (const { app } of admins) await app.close()
  rmSync(folder, { recursive: true })
}
