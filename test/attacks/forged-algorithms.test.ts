// RFC 8725, sections 3.1 and 3.2: the algorithm is the server's to choose. ../core/tokens-forged.test.ts has each fault by
// itself; here every place that takes a token is asked.
import { createHmac } from 'node:crypto'
import t from 'tap'
import { forge, header, secret, segment, signed } from '../core/forge-token.ts'
import { claims, refuses } from './surfaces.ts'

const good = forge({ payload: claims })
const body = segment(claims)
const mac = good.split('.')[2]

t.test('an algorithm of none is refused everywhere, in whatever spelling', async t => {
  const spellings = ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\0', 'n\u043ene', 'ｎｏｎｅ', 'NoNe\n', '']
  const forgeries: Record<string, string> = {}
  for (const alg of spellings) {
    const unsigned = `${segment({ ...header, alg })}.${body}`
    forgeries[`${alg} without a signature`] = `${unsigned}.`
    forgeries[`${alg} with the signature of another`] = `${unsigned}.${mac}`
    forgeries[`${alg} signed all the same`] = signed(unsigned)
    forgeries[`${alg} of two segments`] = unsigned
  }
  await refuses(t, good, forgeries)
})

t.test('any algorithm but the one of the server is refused everywhere, whatever signed it', async t => {
  const names = ['HS384', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'ES512', 'EdDSA', 'Ed25519', 'HS1', 'HS256K']
  const others = [
    'hs256',
    'Hs256',
    'HS256 ',
    'HS256\0',
    'SHA256',
    'A256GCM',
    'dir',
    'RSA-OAEP',
    'PBES2-HS256+A128KW',
    'toString',
    '__proto__',
    'constructor'
  ]
  const values: unknown[] = [
    undefined,
    null,
    true,
    false,
    0,
    256,
    [],
    ['HS256'],
    ['HS256', 'none'],
    {},
    { HS256: 1 },
    { toString: 'HS256' }
  ]
  const forgeries = Object.fromEntries(
    [...names, ...others, ...values].map(alg => [
      `alg ${JSON.stringify(alg)}`,
      forge({ header: { typ: 'JWT', alg }, payload: claims })
    ])
  )
  await refuses(t, good, {
    ...forgeries,
    'HS384 made with the same secret': forge(
      { header: { ...header, alg: 'HS384' }, payload: claims },
      { hash: 'sha384' }
    ),
    'HS512 made with the same secret': forge(
      { header: { ...header, alg: 'HS512' }, payload: claims },
      { hash: 'sha512' }
    ),
    'HS256 claimed, SHA-512 used': forge({ payload: claims }, { hash: 'sha512' }),
    'HS256 claimed, SHA-1 used': forge({ payload: claims }, { hash: 'sha1' }),
    'two algorithms, the last none': forge({ header: '{"alg":"HS256","alg":"none"}', payload: claims }),
    'an algorithm by way of __proto__': forge({ header: '{"__proto__":{"alg":"HS256"}}', payload: claims })
  })
})

t.test('HS256 by a key that anybody can think of is refused everywhere', async t => {
  const keys = {
    'the empty key': '',
    'a NUL': '\0',
    '32 zeros': Buffer.alloc(32),
    'the word secret': 'secret',
    'the word null': 'null',
    'the word undefined': 'undefined',
    'the default of a library': 'your-256-bit-secret',
    'the longer default': 'your-256-bit-secret-your-256-bit-secret',
    'the one of jwt.io': 'a-string-secret-at-least-256-bits-long',
    'one of Django’s examples': 'django-insecure-0123456789abcdefghijklmnopqrstuvwxyz',
    'the name of the setting': 'SECRET_KEY',
    'the secret in capitals': secret.toUpperCase(),
    'the secret and a line end': `${secret}\n`,
    'the secret in quotes': `"${secret}"`,
    'the secret in base64': Buffer.from(secret).toString('base64'),
    'the hash of the secret': createHmac('sha256', secret).digest(),
    'the first half of the secret': secret.slice(0, secret.length / 2)
  }
  const forgeries = Object.entries(keys).map(([what, key]) => [what, forge({ payload: claims }, { key })])
  await refuses(t, good, Object.fromEntries(forgeries))
})
