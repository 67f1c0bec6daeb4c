// The blog as it runs: on a port, at its own domain, with the emulator of Kakao behind it.
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import blog from '../../examples/blog/app.ts'
import { newDatabase, secretKey } from '../helper.ts'
import { type KakaoServer, startKakaoServer } from '../kakao-server.ts'
import { writeRows } from '../outside.ts'

/** Starts both; settings are in the environment, as the blog reads them. */
export async function startBlog(
  t: Test,
  settings: Record<string, string> = {}
): Promise<{ app: FastifyInstance; kakao: KakaoServer; origin: string }> {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  Object.assign(process.env, {
    SECRET_KEY: secretKey,
    DATABASE_URL: newDatabase(t),
    RATE_LIMIT: 'off',
    JWT_ALLOW_REFRESH: 'true',
    KAKAO_APP_ID: String(kakao.app.appId),
    KAKAO_API_URL: kakao.url,
    KAKAO_AUTH_URL: kakao.url,
    KAKAO_REST_API_KEY: kakao.app.restApiKey,
    KAKAO_CLIENT_SECRET: kakao.app.clientSecret,
    ...settings
  })
  const app = Fastify()
  t.teardown(() => app.close())
  await blog(app, {})
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo // not a socket's path
  writeRows(app, 'update django_site set domain = ?, name = ? where id = 1', `127.0.0.1:${port}`, '모퉁이 블로그')
  return { app, kakao, origin: `http://127.0.0.1:${port}` }
}
