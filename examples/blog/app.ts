// An app that exists already: it has routes and an error handler of its own, and registers the suite to know its users.
import type { FastifyInstance } from 'fastify'
import { answers, resource, settingsFromEnvironment, suite, withSecretKey } from '../../index.ts'

export default async function blog(app: FastifyInstance, _options: object): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    request.log.error(error)
    reply.code(500).send({ error: 'The blog is out of order.' })
  })
  app.get('/', async () => ({ blog: 'GET /app/post/ with a token lists the posts.' }))

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
}
