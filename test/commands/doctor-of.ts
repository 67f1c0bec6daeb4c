// The doctor on settings that are right, against the emulator, and what it says.
import type { Test } from 'tap'
import { newDatabase } from '../helper.ts'
import { type KakaoServer, startKakaoServer } from '../kakao-server.ts'
import { run } from './terminal.ts'

/** What looks like a key of Kakao. */
export const key = (digit: string) => digit.repeat(32)
/** Settings that are right, and the emulator that they are of. */
export async function createHealthy(t: Test) {
  const kakao = await startKakaoServer()
  t.teardown(() => kakao.close())
  Object.assign(kakao.app, { restApiKey: key('a'), clientSecret: 'S3cret', adminKey: key('d') })
  const environment: NodeJS.ProcessEnv = {
    ...environmentFor(kakao),
    DATABASE_URL: newDatabase(t),
    KAKAO_REST_API_KEY: key('a'),
    KAKAO_CLIENT_SECRET: 'S3cret',
    KAKAO_NATIVE_APP_KEY: key('b'),
    KAKAO_JAVASCRIPT_KEY: key('c'),
    KAKAO_ADMIN_KEY: key('d'),
    KAKAO_APP_ID: '770001'
  }
  await run(['site', 'shop.example.com'], { environment })
  return { kakao, environment, examine: (changes: NodeJS.ProcessEnv = {}) => examine({ ...environment, ...changes }) }
}

const environmentFor = ({ url }: KakaoServer) => ({ KAKAO_API_URL: url, KAKAO_AUTH_URL: url })

/** What the doctor says, by what was looked at. */
export async function examine(environment: NodeJS.ProcessEnv, now?: () => number) {
  const { code, output, errors } = await run(['doctor', 'kakao'], { environment, ...(now && { now }) })
  const findings: Record<string, { verdict: string; lines: string[] }> = {}
  let current = { verdict: '', lines: [] as string[] }
  for (const line of output.trimEnd().split('\n')) {
    const [, verdict, subject] = /^(ok|wrong|not checked) +(\S.*)$/.exec(line) ?? []
    if (verdict === undefined || subject === undefined) current.lines.push(line.trim())
    else {
      current = { verdict, lines: [] }
      findings[subject] = current
    }
  }
  const verdicts = Object.fromEntries(Object.entries(findings).map(([subject, { verdict }]) => [subject, verdict]))
  return { code, output, errors, findings, verdicts }
}

/** The verdicts where all is right. */
export const allFine = {
  'REST API key': 'ok',
  'Client secret': 'ok',
  'Native app key': 'ok',
  'JavaScript key': 'ok',
  'App ID': 'ok',
  'Redirect URI': 'ok',
  'Token endpoint': 'ok',
  Issuer: 'ok',
  Clock: 'ok',
  'Public keys': 'ok',
  'Admin key': 'ok'
}
