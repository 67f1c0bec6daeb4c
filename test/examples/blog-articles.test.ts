import { getTableConfig } from 'drizzle-orm/sqlite-core'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import blog from '../../examples/blog/app.ts'
import { articles } from '../../examples/blog/schema.ts'
import { djangoDatabase, password, readRows, secretKey } from '../helper.ts'
import { writeRows } from '../outside.ts'

const [alice, bob, admin] = [1, 2, 5]
const [first, second] = ['example.com', 'second.example.com']
const url = '/app/articles/'
const hello = { title: 'Hello', body: 'First line.\nSecond line.' }

interface Asking {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  host?: string
  by?: number
  payload?: InjectOptions['payload']
  type?: string
  language?: string
}

/** The blog on Django's database, with both of its sites. */
async function createBlog(t: Test, { DATABASE_URL = djangoDatabase(t), ...settings }: Record<string, string> = {}) {
  const env = {
    SECRET_KEY: secretKey,
    DATABASE_URL,
    SITE_ID: 'auto',
    RATE_LIMIT: 'off',
    ...settings
  }
  Object.assign(process.env, env)
  t.teardown(() => {
    for (const name of Object.keys(env)) delete process.env[name]
  })
  const app = Fastify()
  t.teardown(() => app.close())
  await blog(app, {})
  return { app, ask: asker(app) }
}

function asker(app: FastifyInstance) {
  return async (path: string, { method = 'GET', host = first, by, payload, type, language }: Asking = {}) => {
    const headers: Record<string, string> = { host }
    if (by !== undefined) headers.authorization = `JWT ${await app.jwtAuth.issue({ id: by })}`
    if (type !== undefined) headers['content-type'] = type
    if (language !== undefined) headers['accept-language'] = language
    const response = await app.inject({ method, url: path, headers, ...(payload !== undefined && { payload }) })
    return { status: response.statusCode, body: response.body === '' ? '' : response.json(), headers: response.headers }
  }
}

const rowsOf = (app: FastifyInstance) => readRows(app, 'select * from blog_article order by id')

t.test('who is logged in writes an article, which is theirs and the site’s', async t => {
  const { app, ask } = await createBlog(t)
  const from = Date.now()
  const { status, body } = await ask(url, { method: 'POST', by: alice, host: second, payload: hello })
  t.equal(status, 201)
  t.match(body, { id: 1, ...hello, author: 'alice', created: /^\d{4}-\d\d-\d\dT.+Z$/ })
  const [row, ...others] = rowsOf(app)
  t.match(row, { id: 1, ...hello, author_id: alice, site_id: 2 })
  t.ok(Number(row?.created) >= from && Number(row?.created) <= Date.now())
  t.same(others, [])
  t.same((await ask(`${url}1/`, { host: second })).body, body)
})

t.test('each site has its own articles, and another site’s are not there', async t => {
  const { app, ask } = await createBlog(t)
  await ask(url, { method: 'POST', by: alice, payload: { ...hello, title: 'At the first' } })
  await ask(url, { method: 'POST', by: alice, host: second, payload: { ...hello, title: 'At the second' } })
  t.match((await ask(url)).body, { next: null, results: [{ id: 1, title: 'At the first' }] })
  t.match((await ask(url, { host: second })).body, { next: null, results: [{ id: 2, title: 'At the second' }] })
  for (const [id, host] of [
    [1, second],
    [2, first]
  ] as const) {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const { status, body } = await ask(`${url}${id}/`, { method, host, by: admin, payload: {} })
      t.same({ status, body }, { status: 404, body: { detail: 'Not found.' } }, `${method} ${id}`)
    }
  }
  t.equal(rowsOf(app).length, 2)
  t.equal((await ask(url, { host: 'unknown.example.net' })).status, 400)
})

t.test('the newest come first, twenty at a time', async t => {
  const { app, ask } = await createBlog(t)
  for (let id = 1; id <= 41; id++) {
    writeRows(app, "insert into blog_article values (?, 'T', 'B', 0, 1, ?)", id, id === 5 ? 2 : 1)
  }
  const pages: number[][] = []
  for (let next: string | null = url; next !== null && pages.length < 5; ) {
    const { body }: { body: { next: string | null; results: { id: number }[] } } = await ask(next)
    pages.push(body.results.map(({ id }) => id))
    next = body.next
  }
  t.same(
    pages.map(({ length }) => length),
    [20, 20]
  )
  const ofTheFirst = Array.from({ length: 41 }, (_, index) => 41 - index).filter(id => id !== 5)
  t.same(pages.flat(), ofTheFirst)

  t.test('where a page begins is a number', async t => {
    for (const before of ['x', '-1', '1.5', '', '9'.repeat(16), '1&before=2']) {
      const { status, body } = await ask(`${url}?before=${before}`)
      t.same({ status, body }, { status: 400, body: { before: ['Invalid value'] } }, before)
    }
    t.same((await ask(`${url}?before=1`)).body, { next: null, results: [] })
  })
})

t.test('authors and staff change an article, and nobody else does', async t => {
  const { app, ask } = await createBlog(t)
  await ask(url, { method: 'POST', by: alice, payload: hello })
  const change = (by: number | undefined, payload: object) =>
    ask(`${url}1/`, { method: 'PATCH', payload, ...(by !== undefined && { by }) })

  t.test('who is not logged in: 401, whatever the article', async t => {
    for (const path of [url, `${url}1/`, `${url}99/`]) {
      const method = path === url ? 'POST' : 'DELETE'
      const { status, body, headers } = await ask(path, { method })
      t.equal(status, 401, path)
      t.same(body, { detail: 'Authentication credentials were not provided.' })
      t.equal(headers['www-authenticate'], 'JWT realm="api"')
    }
  })

  t.test('a stranger: 403, before what they sent is looked at', async t => {
    for (const payload of [{ title: 'Mine' }, { title: '' }]) {
      const { status, body } = await change(bob, payload)
      t.same({ status, body }, { status: 403, body: { detail: 'You do not have permission to perform this action.' } })
    }
    t.equal((await ask(`${url}1/`, { method: 'DELETE', by: bob })).status, 403)
    t.match(rowsOf(app), [hello])
  })

  t.test('the author, and what was not sent stays', async t => {
    const { status, body } = await change(alice, { title: ' Anew ' })
    t.equal(status, 200)
    t.match(body, { id: 1, title: 'Anew', body: hello.body, author: 'alice' })
    t.same((await change(alice, {})).body, body)
    t.match(rowsOf(app), [{ title: 'Anew', body: hello.body, author_id: alice }])
  })

  t.test('staff, for as long as they are', async t => {
    t.match((await change(admin, { body: 'Edited.' })).body, { title: 'Anew', body: 'Edited.', author: 'alice' })
    writeRows(app, 'update auth_user set is_staff = 0 where id = ?', admin)
    t.equal((await change(admin, { body: 'Again.' })).status, 403)
    t.match(rowsOf(app), [{ body: 'Edited.', author_id: alice }])
  })

  t.test('the author deletes it', async t => {
    t.equal((await ask(`${url}1/`, { method: 'DELETE', by: alice })).status, 204)
    t.same(rowsOf(app), [])
    t.equal((await ask(`${url}1/`)).status, 404)
  })
})

t.test('what is not acceptable is told at its field, all at once', async t => {
  const { app, ask } = await createBlog(t)
  const required = ['This field is required.']
  const blank = ['This field may not be blank.']
  const notAString = ['Not a valid string.']
  const cases: [payload: unknown, errors: object][] = [
    [{}, { title: required, body: required }],
    [[], { title: required, body: required }],
    ['text', { title: required, body: required }],
    [null, { title: required, body: required }],
    [{ title: 'T' }, { body: required }],
    [
      { title: ' ', body: '\n' },
      { title: blank, body: blank }
    ],
    [
      { title: null, body: 7 },
      { title: notAString, body: notAString }
    ],
    [
      { title: { a: 1 }, body: ['x'] },
      { title: notAString, body: notAString }
    ],
    [{ title: 'x'.repeat(151), body: 'B' }, { title: ['Ensure this field has no more than 150 characters.'] }],
    [{ title: 'T', body: 'x'.repeat(20_001) }, { body: ['Ensure this field has no more than 20000 characters.'] }],
    [{ title: 'a\nb', body: 'B' }, { title: ['Control characters are not allowed: U+000A.'] }],
    [{ title: 'T', body: 'a\0b' }, { body: ['Control characters are not allowed: U+0000.'] }]
  ]
  for (const [payload, errors] of cases) {
    const text = JSON.stringify(payload)
    const { status, body } = await ask(url, { method: 'POST', by: bob, payload: text, type: 'application/json' })
    t.same({ status, body }, { status: 400, body: errors }, text.slice(0, 40))
  }
  t.equal((await ask(url, { method: 'POST', by: bob, payload: '{', type: 'application/json' })).status, 400)
  t.equal((await ask(url, { method: 'POST', by: bob, payload: 'text', type: 'text/plain' })).status, 415)
  const korean = await ask(url, { method: 'POST', by: bob, payload: {}, language: 'ko' })
  t.same(korean.body, { title: ['필수 입력 항목입니다.'], body: ['필수 입력 항목입니다.'] })
  t.same(rowsOf(app), [])
})

t.test('a form is taken as well, and half a character becomes a replacement', async t => {
  const { app, ask } = await createBlog(t)
  const payload = new URLSearchParams({ title: '제목', body: '한 줄\r\n또 한 줄' }).toString()
  const type = 'application/x-www-form-urlencoded'
  t.match(await ask(url, { method: 'POST', by: bob, payload, type }), { status: 201, body: { title: '제목' } })
  t.match(await ask(url, { method: 'POST', by: bob, payload: 'title=T', type }), { status: 400, body: { body: [/./] } })
  const half = await ask(url, { method: 'POST', by: bob, payload: { title: 'a\ud800', body: '😀' } })
  t.match(half.body, { title: 'a\ufffd', body: '😀' })
  t.equal(rowsOf(app).length, 2)
})

t.test('a path without such a number is 404', async t => {
  const { ask } = await createBlog(t)
  for (const id of ['0', '99', 'x', '-1', '1e3', '9'.repeat(16), "1'--"]) {
    t.match(await ask(`${url}${encodeURIComponent(id)}/`), { status: 404, body: { detail: 'Not found.' } }, id)
  }
})

t.test('what an author sends counts only while they are there, whatever their token says', async t => {
  const { app, ask } = await createBlog(t, { JWT_AUTH_CHECK: 'claims' })
  const token = await app.jwtAuth.issue({ id: bob })
  const headers = { authorization: `JWT ${token}`, host: first }
  const send = async (method: 'POST' | 'PATCH', path: string) =>
    app.inject({ method, url: path, headers, payload: hello })
  t.equal((await send('POST', url)).statusCode, 201)
  t.equal((await send('PATCH', `${url}1/`)).statusCode, 200)
  writeRows(app, 'update auth_user set is_active = 0 where id = ?', bob)
  for (const response of [await send('POST', url), await send('PATCH', `${url}1/`)]) {
    t.equal(response.statusCode, 401)
    t.same(response.json(), { detail: 'User inactive or deleted.' })
  }
  t.equal(rowsOf(app).length, 1)
  t.match(await ask(`${url}1/`, { method: 'PATCH', by: admin, payload: { title: 'By staff' } }), { status: 200 })
})

t.test('who deletes their account takes their articles along', async t => {
  const { app, ask } = await createBlog(t, { ACCOUNT_DELETION: 'true' })
  for (const by of [alice, bob]) await ask(url, { method: 'POST', by, payload: hello })
  const headers = { authorization: `JWT ${await app.jwtAuth.issue({ id: alice })}`, host: first }
  const response = await app.inject({ method: 'DELETE', url: '/rest-auth/user/', headers, payload: { password } })
  t.equal(response.statusCode, 204)
  t.match(rowsOf(app), [{ author_id: bob }])
  t.equal(rowsOf(app).length, 1)
})

t.test('a site with articles stays', async t => {
  const { app, ask } = await createBlog(t)
  await ask(url, { method: 'POST', by: alice, host: second, payload: hello })
  writeRows(app, 'delete from socialaccount_socialapp_sites where site_id = 2')
  t.throws(() => writeRows(app, 'delete from django_site where id = 2'), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  t.equal(rowsOf(app).length, 1)
})

t.test('a site that went a moment ago takes no articles', async t => {
  const { app, ask } = await createBlog(t)
  t.equal((await ask(url, { host: second })).status, 200)
  writeRows(app, 'delete from socialaccount_socialapp_sites where site_id = 2')
  writeRows(app, 'delete from django_site where id = 2')
  const { status, body } = await ask(url, { method: 'POST', by: alice, host: second, payload: hello })
  t.same({ status, body }, { status: 404, body: { detail: 'Not found.' } })
  t.same(rowsOf(app), [])
})

t.test('a second start finds the table as it is', async t => {
  const { app, ask } = await createBlog(t)
  await ask(url, { method: 'POST', by: alice, payload: hello })
  const DATABASE_URL = `file:${app.database.path}`
  const again = await createBlog(t, { DATABASE_URL })
  t.match((await again.ask(url)).body, { results: [{ id: 1, ...hello }] })
  t.match((await again.ask(url, { method: 'POST', by: bob, payload: hello })).body, { id: 2 })
})

t.test('the table that is made is the one of the schema', async t => {
  const { columns, indexes, foreignKeys } = getTableConfig(articles)
  const { app } = await createBlog(t)
  t.same(
    readRows(app, "select name, pk from pragma_table_info('blog_article')"),
    columns.map(({ name, primary }) => ({ name, pk: primary ? 1 : 0 }))
  )
  t.same(
    readRows(app, "select name from pragma_index_list('blog_article') order by name"),
    indexes.map(({ config: { name } }) => ({ name })).sort((a, b) => a.name.localeCompare(b.name))
  )
  t.same(
    readRows(app, `select "from", "table", on_delete from pragma_foreign_key_list('blog_article') order by "from"`),
    foreignKeys.map(key => ({
      from: key.reference().columns[0]?.name,
      table: getTableConfig(key.reference().foreignTable).name,
      on_delete: (key.onDelete ?? 'no action').toUpperCase()
    }))
  )
})
