import Fastify from 'fastify'
import t, { type Test } from 'tap'
import blog from '../../examples/blog/app.ts'
import { djangoDatabase, obtain, secretKey } from '../helper.ts'

/** The blog, on Django's database. */
async function createBlog(t: Test) {
  process.env.SECRET_KEY = secretKey
  process.env.DATABASE_URL = djangoDatabase(t)
  const app = Fastify()
  t.teardown(() => app.close())
  await blog(app, {})
  return app
}

const notProvided = { detail: 'Authentication credentials were not provided.' }

t.test('the list of posts is for whoever authenticates', async t => {
  const app = await createBlog(t)
  const response = await app.inject({ url: '/app/post/', headers: { authorization: `JWT ${await obtain(app)}` } })
  t.equal(response.statusCode, 200)
  t.same(response.json(), [{ id: 1, author: 'alice' }])
  t.equal(response.headers.allow, 'GET, HEAD, OPTIONS')
})

t.test('others are refused as Django REST Framework refuses them, whatever their method', async t => {
  const app = await createBlog(t)
  for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url: '/app/post/' })
    t.equal(response.statusCode, 401, method)
    t.same(response.json(), notProvided, method)
    t.equal(response.headers['www-authenticate'], 'JWT realm="api"', method)
  }
})

t.test('HEAD and OPTIONS are answered, and POST is not', async t => {
  const app = await createBlog(t)
  const headers = { authorization: `JWT ${await obtain(app)}` }
  const ask = (method: 'HEAD' | 'OPTIONS' | 'POST') => app.inject({ method, url: '/app/post/', headers })
  t.equal((await ask('HEAD')).statusCode, 200)
  t.match((await ask('OPTIONS')).json(), { name: 'Post List' })
  const post = await ask('POST')
  t.equal(post.statusCode, 405)
  t.same(post.json(), { detail: 'Method "POST" not allowed.' })
})

t.test('the blog keeps its own page and its own error handler', async t => {
  const app = await createBlog(t)
  app.get('/broken', async () => {
    throw new Error('inside')
  })
  t.same((await app.inject('/')).json(), { blog: 'GET /app/post/ with a token lists the posts.' })
  const response = await app.inject('/broken')
  t.equal(response.statusCode, 500)
  t.same(response.json(), { error: 'The blog is out of order.' })
})
