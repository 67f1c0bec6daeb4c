// id_tokens that somebody else made: none of them lets anybody in, and no address that they name is asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK } from 'jose'
import t from 'tap'
import { createIdTokenApp, logInWith } from '../id-token-login.ts'
import { countRows, incorrectValue, noneOfAny } from '../kakao-login.ts'

const jiyun = '3700000001'
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

t.test('a forged signature lets nobody in', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  const good = await kakao.idToken(jiyun)
  const [header = '', payload = '', signature = ''] = good.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const { keys } = (await (await fetch(`${kakao.url}/.well-known/jwks.json`)).json()) as { keys: JWK[] }
  const [published = {}] = keys
  const publicKey = await importJWK(published, 'RS256')
  if (publicKey instanceof Uint8Array) throw new Error('an RSA key is no bytes')
  const pem = new TextEncoder().encode(await exportSPKI(publicKey))
  const { privateKey, publicKey: own } = await generateKeyPair('RS256', { extractable: true })
  const ec = await generateKeyPair('ES256')
  const secret = new TextEncoder().encode('kakao-client-secret')
  const forge = (key: Parameters<CompactSign['sign']>[0], more: object) =>
    new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', kid: String(published.kid), ...more })
      .sign(key)
  const forged: [string, string][] = [
    ['no signature', `${header}.${payload}.`],
    ['another one', `${header}.${payload}.${signature.split('').reverse().join('')}`],
    ['another payload', `${header}.${encode({ ...claims, sub: '1' })}.${signature}`],
    ['alg none', await kakao.idToken(jiyun, { header: { alg: 'none' } })],
    ['alg None', `${encode({ alg: 'None' })}.${payload}.`],
    ["HS256 by the issuer's public key", await forge(pem, { alg: 'HS256' })],
    ['HS256 by the client secret', await forge(secret, { alg: 'HS256' })],
    ['a key of its own', await forge(privateKey, {})],
    ['a key of its own in the header', await forge(privateKey, { jwk: await exportJWK(own), kid: undefined })],
    ['ES256', await forge(ec.privateKey, { alg: 'ES256' })],
    [
      'ES256 of zeros',
      `${encode({ alg: 'ES256', kid: published.kid })}.${payload}.${Buffer.alloc(64).toString('base64url')}`
    ],
    [
      'an unknown crit',
      await kakao
        .idToken(jiyun, { header: { crit: ['exp'] } })
        .catch(() => `${encode({ alg: 'RS256', crit: ['x'], x: 1 })}.${payload}.${signature}`)
    ],
    ['five parts', `${good}.x.y`],
    ['a padded signature', `${good}==`]
  ]
  for (const [what, id_token] of forged) {
    const { status, body } = await logInWith(app, { id_token })
    t.same({ status, body }, { status: 400, body: incorrectValue }, what)
  }
  t.same(countRows(app), noneOfAny)
  t.equal((await logInWith(app, { id_token: good })).status, 200, 'and the real one does')
})

t.test('no address that a token names is asked for keys', async t => {
  const { app, kakao } = await createIdTokenApp(t)
  let asked = 0
  const canary = createServer((_request, response) => {
    asked++
    response.end('{"keys":[]}')
  })
  await new Promise<void>(resolve => canary.listen(0, '127.0.0.1', resolve))
  t.teardown(() => canary.close())
  const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`
  for (const header of [
    { jku: url },
    { x5u: url },
    { jku: url, kid: url },
    { kid: `../../${url}` },
    { kid: "' or 1=1 --" }
  ]) {
    const { privateKey } = await generateKeyPair('RS256')
    const id_token = await kakao.idToken(jiyun, { header, key: privateKey })
    t.equal((await logInWith(app, { id_token })).status, 400)
  }
  const id_token = await kakao.idToken(jiyun, { claims: { iss: url } })
  t.equal((await logInWith(app, { id_token })).status, 400)
  t.equal(asked, 0)
})
