import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { answerDetail } from '../../routes/detail.ts'

/** A server that answers with a sentence, and with what a host's own hook says before. */
function createSaying(t: Test, vary?: string): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  app.addHook('onRequest', async (_request, reply) => {
    if (vary !== undefined) reply.header('vary', vary)
  })
  app.get('/', async (request, reply) => answerDetail(request, reply, 'passwordSaved'))
  return app
}

t.test('a sentence is said in the language of the request, English by default', async t => {
  const app = createSaying(t)
  for (const [language, detail] of [
    ['', 'New password has been saved.'],
    ['en', 'New password has been saved.'],
    ['ko-KR,ko;q=0.9,en;q=0.8', '새 비밀번호가 저장되었습니다.'],
    ['en,ko;q=0.5', 'New password has been saved.'],
    ['de', 'New password has been saved.']
  ] as const) {
    const response = await app.inject({ url: '/', headers: { 'accept-language': language } })
    t.same(response.json(), { detail }, language)
    t.equal(response.headers.vary, 'Accept-Language', language)
  }
})

t.test('what else the answer differs by stays said', async t => {
  const response = await createSaying(t, 'Origin').inject('/')
  t.equal(response.headers.vary, 'Origin, Accept-Language')
})
