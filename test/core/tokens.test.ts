import t from 'tap'
import { hmacAlgorithms, secretKey, secretWeakness } from '../../core/token-keys.ts'
import { createTokens, TokenError } from '../../core/tokens.ts'
import { claims, faultOf, forge, header, now, secret, segment, time } from './forge-token.ts'

const tokens = createTokens({ keys: [secretKey(secret)], now })

t.test('a token is signed as RFC 7515 says', async t => {
  t.equal(tokens.sign(claims), forge({ header, payload: claims }))
})

t.test('a token that was signed holds, with the claims that it was signed with', async t => {
  const all = { ...claims, email: 'alice@example.com', orig_iat: time, sid: 'session', jti: 'token' }
  t.same(tokens.verify(tokens.sign(all)), all)
})

t.test('claims of any script survive', async t => {
  const { username } = tokens.verify(tokens.sign({ ...claims, username: '지윤 😀 "\\\u2028' }))
  t.equal(username, '지윤 😀 "\\\u2028')
})

t.test('a token that PyJWT signed holds', async t => {
  const ofDjango = createTokens({
    keys: [secretKey('contract-secret-key-0123456789-0123456789')],
    now: () => 1_795_460_000_000
  })
  const token =
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoxLCJ1c2VybmFtZSI6ImFsaWNlIiwiZXhwIjoxNzk1NDYwMzAwLCJlbWFpbCI6ImFsaWNlQGV4YW1wbGUuY29tIiwib3JpZ19pYXQiOjE3OTU0NjAwMDB9.VJXmUfaqgESksfxz8vAF7mgymAcEzCIc39lfrnsrmtw'
  t.same(ofDjango.verify(token), {
    user_id: 1,
    username: 'alice',
    exp: 1_795_460_300,
    email: 'alice@example.com',
    orig_iat: 1_795_460_000
  })
})

t.test('each HMAC signs with the hash of its name', async t => {
  for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
    const own = createTokens({ keys: [secretKey(secret, algorithm)], now })
    const token = own.sign(claims)
    t.equal(token, forge({ header: { typ: 'JWT', alg: algorithm } }, { hash: hmacAlgorithms[algorithm] }), algorithm)
    t.same(own.verify(token), claims, algorithm)
  }
})

t.test('the type JWT may be written in any case or left out', async t => {
  for (const head of [header, { ...header, typ: 'jwt' }, { ...header, typ: 'Jwt' }, { alg: 'HS256' }]) {
    t.same(tokens.verify(forge({ header: head })), claims, JSON.stringify(head))
  }
})

t.test('a key id or a content type in the header changes nothing, since secrets have no name', async t => {
  for (const more of [{ kid: '1' }, { kid: '../../dev/null' }, { kid: 'k'.repeat(128) }, { cty: 'JWT' }]) {
    t.same(tokens.verify(forge({ header: { ...header, ...more } })), claims, JSON.stringify(more))
  }
})

t.test('the payload cannot be changed, since the next request is given the same one', async t => {
  const payload = tokens.verify(forge())
  t.equal(Reflect.set(payload, 'user_id', 2), false)
  t.equal(payload.user_id, 1)
})

t.test('a refusal is an error with a code, and says why', async t => {
  const error = new TokenError('expired')
  t.ok(error instanceof Error)
  t.equal(error.code, 'REST_AUTH_TOKEN')
  t.equal(error.fault, 'expired')
  t.equal(error.message, 'token expired')
})

/** How a token with these claims is refused at a time, in seconds. */
function faultAt(seconds: number, payload: object, leeway = 0) {
  const at = createTokens({ keys: [secretKey(secret)], leeway, now: () => seconds * 1000 })
  return faultOf(() => at.verify(forge({ payload: { ...claims, ...payload } })))
}

t.test('a token expires at its time and not before', async t => {
  t.equal(faultAt(time - 0.001, { exp: time }), undefined)
  t.equal(faultAt(time, { exp: time }), 'expired')
  t.equal(faultAt(time + 1, { exp: time }), 'expired')
})

t.test('leeway lets a token live for so many seconds longer', async t => {
  t.equal(faultAt(time + 9.999, { exp: time }, 10), undefined)
  t.equal(faultAt(time + 10, { exp: time }, 10), 'expired')
})

t.test('a time may have fractions and may be long gone', async t => {
  t.equal(faultAt(time, { exp: time + 0.5 }), undefined)
  t.equal(faultAt(time, { exp: time - 0.5 }), 'expired')
  for (const exp of [0, -1, -1e300]) t.equal(faultAt(time, { exp }), 'expired', String(exp))
})

for (const claim of ['nbf', 'iat']) {
  t.test(`a token of the future by its ${claim} does not hold yet`, async t => {
    t.equal(faultAt(time, { [claim]: time }), undefined)
    t.equal(faultAt(time, { [claim]: time - 1000 }), undefined)
    t.equal(faultAt(time, { [claim]: time + 1 }), 'invalid')
  })

  t.test(`leeway is allowed for the ${claim} as well`, async t => {
    t.equal(faultAt(time, { [claim]: time + 10 }, 10), undefined)
    t.equal(faultAt(time, { [claim]: time + 11 }, 10), 'invalid')
  })
}

t.test('an expired token is told to have expired, whatever else its times say', async t => {
  t.equal(faultAt(time, { exp: time - 1, nbf: time + 1 }), 'expired')
})

t.test('without a clock the time is now', async t => {
  const { sign, verify } = createTokens({ keys: [secretKey(secret)] })
  const seconds = Date.now() / 1000
  t.equal(
    faultOf(() => verify(sign({ ...claims, exp: seconds + 60 }))),
    undefined
  )
  t.equal(
    faultOf(() => verify(sign({ ...claims, exp: seconds - 60 }))),
    'expired'
  )
})

const addressed = createTokens({ keys: [secretKey(secret)], now, audience: 'shop', issuer: 'accounts' })

t.test('audience and issuer are put into every token', async t => {
  const payload = addressed.verify(addressed.sign({ ...claims, aud: 'other', iss: 'other' }))
  t.same(payload, { ...claims, aud: 'shop', iss: 'accounts' })
})

t.test('audience and issuer are not put into a token when there are none', async t => {
  t.same(Object.keys(tokens.verify(tokens.sign(claims))), ['user_id', 'username', 'exp'])
})

t.test('another audience, a list of audiences or none at all is refused', async t => {
  for (const aud of [
    undefined,
    null,
    '',
    'Shop',
    'shop ',
    'other',
    ['shop'],
    ['shop', 'other'],
    { shop: 1 },
    true,
    0
  ]) {
    const token = forge({ payload: { ...claims, aud, iss: 'accounts' } })
    t.equal(
      faultOf(() => addressed.verify(token)),
      'invalid',
      JSON.stringify(aud)
    )
  }
})

t.test('another issuer, a list of issuers or none at all is refused', async t => {
  for (const iss of [
    undefined,
    null,
    '',
    'other',
    'accounts/',
    ['accounts'],
    ['accounts', 'x'],
    { accounts: 1 },
    true
  ]) {
    const token = forge({ payload: { ...claims, aud: 'shop', iss } })
    t.equal(
      faultOf(() => addressed.verify(token)),
      'invalid',
      JSON.stringify(iss)
    )
  }
})

t.test('a token for some audience is refused where there is none', async t => {
  for (const aud of ['shop', '', null, ['shop'], [], {}, 0, false]) {
    t.equal(
      faultOf(() => tokens.verify(forge({ payload: { ...claims, aud } }))),
      'invalid',
      JSON.stringify(aud)
    )
  }
})

t.test('a token of some issuer is taken where none is asked for', async t => {
  t.same(tokens.verify(forge({ payload: { ...claims, iss: 'anyone' } })).iss, 'anyone')
})

t.test('an issuer that is no text is refused even so', async t => {
  for (const iss of [null, ['accounts'], { accounts: 1 }, 5, true]) {
    t.equal(
      faultOf(() => tokens.verify(forge({ payload: { ...claims, iss } }))),
      'invalid',
      JSON.stringify(iss)
    )
  }
})

const ofUser = (user: number, exp = time + 300) => forge({ payload: { user_id: user, username: `user${user}`, exp } })

t.test('a token that held is remembered', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now })
  t.equal(verify(ofUser(1)), verify(ofUser(1)))
})

t.test('no more tokens are remembered than may be, and the oldest goes first', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now, cacheSize: 2 })
  const first = verify(ofUser(1))
  const second = verify(ofUser(2))
  t.equal(verify(ofUser(1)), first)
  const third = verify(ofUser(3))
  t.equal(verify(ofUser(2)), second)
  t.equal(verify(ofUser(3)), third)
  t.not(verify(ofUser(1)), first)
  t.not(verify(ofUser(2)), second)
})

t.test('ten thousand tokens are remembered when nobody says how many', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now })
  const first = verify(ofUser(0))
  for (let user = 1; user < 10_000; user++) verify(ofUser(user))
  t.equal(verify(ofUser(0)), first)
  verify(ofUser(10_000))
  t.not(verify(ofUser(0)), first)
})

t.test('a token that was forgotten is checked again and holds', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now, cacheSize: 1 })
  for (const user of [1, 2, 1, 2]) t.equal(verify(ofUser(user)).user_id, user)
})

t.test('tokens hold though none may be remembered', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now, cacheSize: 0 })
  for (const user of [1, 2, 1, 2]) t.equal(verify(ofUser(user)).user_id, user)
})

t.test('a remembered token expires in time', async t => {
  let seconds = time
  const { verify } = createTokens({ keys: [secretKey(secret)], now: () => seconds * 1000 })
  const token = ofUser(1, time + 5)
  t.equal(verify(token).user_id, 1)
  seconds = time + 4.999
  t.equal(verify(token).user_id, 1)
  seconds = time + 5
  t.equal(
    faultOf(() => verify(token)),
    'expired'
  )
})

t.test('a remembered token does not hold before its time when the clock is set back', async t => {
  for (const claim of ['nbf', 'iat']) {
    let seconds = time
    const { verify } = createTokens({ keys: [secretKey(secret)], now: () => seconds * 1000 })
    const token = forge({ payload: { ...claims, [claim]: time } })
    verify(token)
    seconds = time - 1
    t.equal(
      faultOf(() => verify(token)),
      'invalid',
      claim
    )
  }
})

t.test('a token that expired before it was seen is not let in later', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now })
  for (const look of ['first', 'second']) {
    t.equal(
      faultOf(() => verify(ofUser(1, time - 1))),
      'expired',
      look
    )
  }
})

t.test('a token that differs from a remembered one in anything is checked by itself', async t => {
  const { verify } = createTokens({ keys: [secretKey(secret)], now })
  const token = ofUser(1)
  verify(token)
  const [head, body, mac] = token.split('.')
  const others = [
    `${token} `,
    `${token}.`,
    `${head}.${body}.`,
    `${head}.${segment({ ...claims, user_id: 2 })}.${mac}`,
    `${segment({ alg: 'none' })}.${body}.${mac}`,
    token.toLowerCase()
  ]
  for (const other of others)
    t.type(
      faultOf(() => verify(other)),
      'string',
      other
    )
})

for (const cacheSize of [1, 2, 10_000]) {
  t.test(`two users' tokens never swap in 10,000 turns with ${cacheSize} remembered`, async t => {
    const { verify } = createTokens({ keys: [secretKey(secret)], now, cacheSize })
    const [alice, bob] = [ofUser(1), ofUser(2)]
    const swapped = Array.from({ length: 10_000 }, (_, turn) => turn).filter(
      turn => verify(turn % 3 === 0 ? alice : bob).user_id !== (turn % 3 === 0 ? 1 : 2)
    )
    t.same(swapped, [])
  })
}

t.test('a secret must be there, long enough and not easy to guess', async t => {
  const secrets = [
    [undefined, 'is missing'],
    ['', 'is missing'],
    ['short', 'is too short: it takes 32 bytes or more'],
    ['0123456789012345678901234567890', 'is too short: it takes 32 bytes or more'],
    ['a'.repeat(64), 'is too easy to guess'],
    ['abc'.repeat(20), 'is too easy to guess'],
    ['a-string-secret-at-least-256-bits-long', 'is too easy to guess'],
    ['your-256-bit-secret-your-256-bit-secret', 'is too easy to guess']
  ] as const
  for (const [text, weakness] of secrets) t.equal(secretWeakness(text), weakness, text ?? 'none')
})

t.test('a secret of 32 bytes will do', async t => {
  for (const text of ['01234567890123456789012345678901', 'abcdefgh'.repeat(4), `${'é'.repeat(13)}abcdefg`, secret]) {
    t.equal(secretWeakness(text), undefined, text)
  }
})
