// An app that exists already: it has routes and an error handler of its own, and registers the suite to know its users.
//
// `GET /` is a page for browsers (page.ts), which logs in by Kakao. Its button leads to `/accounts/kakao/login/` with a
// code_challenge and comes back to `/?login_code=…`; the page picks the login up with its code_verifier, keeps the token
// for its tab, refreshes it before it expires, and logs out (public/login.js, public/session.js). To try it:
//
//   npm run kakao                           an emulator of Kakao, which says the KAKAO_… settings
//   npm run manage -- site localhost:8000   where Kakao sends browsers back to
//   KAKAO_… JWT_ALLOW_REFRESH=true npm run blog
//
// `/app/articles/` are rows of the blog's own table, which point at users and sites (schema.ts, articles.ts).
import type { FastifyInstance } from 'fastify'
import { answers, resource, settingsFromEnvironment, suite, withSecretKey } from '../../index.ts'
import { articleRoutes } from './articles.ts'
import { page } from './page.ts'

export default async function blog(app: FastifyInstance, _options: object): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    request.log.error(error)
    reply.code(500).send({ error: 'The blog is out of order.' })
  })
  page(app)

  await app.register(suite, withSecretKey(settingsFromEnvironment()))

  // In a context with `answers`, a route answers as Django REST Framework does, down to Allow, 405 and HEAD.
  await app.register(async posts => {
    await posts.register(answers)
    resource(posts, '/app/post/', {
      name: 'Post List',
      onRequest: app.authenticate,
      GET: { handler: async request => [{ id: 1, author: request.user.username }] }
    })
  })
  await app.register(articleRoutes)
}
