// What our own secret signed and still stands for nobody: claims of wrong types, and payloads that are none.
import t from 'tap'
import { forge, segment } from '../core/forge-token.ts'
import { claims, createSurfaces, refuses, withValues, wrongTypes } from './surfaces.ts'

const good = forge({ payload: claims })
t.test('a payload that is no JSON object is refused everywhere', async t => {
  const body = JSON.stringify(claims)
  const texts = [
    '',
    ' ',
    '[]',
    `[${body}]`,
    '"alice"',
    'null',
    'true',
    '5',
    '{',
    '{}',
    `${body}x`,
    `${body}${body}`,
    `\ufeff${body}`,
    `${body}\0`,
    body.replaceAll('"', "'"),
    `(${body})`,
    `/**/${body}`
  ]
  const bytes = [
    [0xff],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xed, 0xbf, 0xbf],
    [0xf5, 0x80, 0x80, 0x80],
    [0xe2, 0x82],
    [0x80]
  ]
  const broken = bytes.map(sequence => {
    const [before = '', after = ''] = JSON.stringify({ ...claims, note: '|' }).split('|')
    return Buffer.concat([Buffer.from(before), Buffer.from(sequence), Buffer.from(after)])
  })
  await refuses(t, good, {
    ...Object.fromEntries(texts.map(text => [JSON.stringify(text).slice(0, 40), forge({ payload: text })])),
    ...Object.fromEntries(broken.map(payload => [segment(payload).slice(-20), forge({ payload })])),
    'UTF-16': forge({ payload: Buffer.from(body, 'utf16le') }),
    'a token as the payload': forge({ payload: good })
  })
})

t.test('a user_id that is no whole number is refused everywhere', async t => {
  const values: unknown[] = [
    ...wrongTypes.filter(value => value !== 1),
    '1',
    '01',
    ' 1',
    [1],
    { $gt: 0 },
    -1,
    1e21,
    2 ** 53,
    1.0000001
  ]
  await refuses(t, good, {
    ...withValues('user_id', values),
    'no user_id': forge({ payload: { ...claims, user_id: undefined } }),
    'user_id by way of __proto__': forge({
      payload: `{"__proto__":{"user_id":1},"username":"alice","exp":${claims.exp}}`
    }),
    'sub in its place': forge({ payload: { ...claims, user_id: undefined, sub: 1 } }),
    'id in its place': forge({ payload: { ...claims, user_id: undefined, id: 1, pk: 1 } })
  })
})

t.test('a username that is no text is refused everywhere', async t => {
  const values: unknown[] = [
    ...wrongTypes,
    ['alice'],
    { toString: 'alice' },
    { $ne: null },
    '\0',
    'alice\0',
    'alice ',
    ' alice',
    'ＡＬＩＣＥ',
    'ａｌｉｃｅ',
    'ALICE',
    'al%',
    '_____',
    "' or 1=1 --",
    '__proto__',
    '\ud800',
    'alice\u200b'
  ]
  await refuses(t, good, {
    ...withValues('username', values),
    'no username': forge({ payload: { ...claims, username: undefined } }),
    'the address in its place': forge({ payload: { ...claims, username: 'alice@example.com' } })
  })
})

t.test('of a claim that is there twice the last counts, and nobody becomes somebody else by it', async t => {
  const twice = (text: string) => forge({ payload: `${JSON.stringify(claims).slice(0, -1)},${text}}` })
  await refuses(t, twice('"user_id":1'), {
    'another number last': twice('"user_id":2'),
    'another name last': twice('"username":"bob"'),
    'another number last, escaped': twice('"user\\u005fid":2'),
    'a list last': twice('"user_id":[1]'),
    'null last': twice('"username":null'),
    'an unknown session last': twice('"sid":"nowhere","sid":"nowhere else"')
  })
})

t.test('a session that is no text, or nobody’s, is refused everywhere', async t => {
  const values: unknown[] = [
    ...wrongTypes,
    'nowhere',
    '\0',
    '__proto__',
    "' or 1=1 --",
    'end of all 1',
    'x'.repeat(3000),
    '\ud800'
  ]
  await refuses(t, good, withValues('sid', values))
})

t.test('what else a token says names nobody: a good one with odd claims is its own user’s', async t => {
  const { app } = await createSurfaces(t)
  const odd: unknown[] = [...wrongTypes, 2, '2', 'bob', '\0', '\ud800', { user_id: 2 }]
  for (const name of [
    'sub',
    'jti',
    'email',
    'id',
    'pk',
    'user',
    'role',
    'is_staff',
    'is_superuser',
    'isStaff',
    'constructor',
    'toString'
  ]) {
    for (const [what, token] of Object.entries(withValues(name, odd))) {
      const response = await app.inject({ url: '/whoami', headers: { authorization: `JWT ${token}` } })
      t.equal(response.statusCode, 200, what)
      t.match(
        response.json(),
        { id: 1, username: 'alice', email: 'alice@example.com', isStaff: false, isSuperuser: false },
        what
      )
    }
  }
  const text = `${JSON.stringify(claims).slice(0, -1)},"__proto__":{"user_id":2,"username":"bob","isStaff":true}}`
  const headers = { authorization: `JWT ${forge({ payload: text })}` }
  t.match((await app.inject({ url: '/whoami', headers })).json(), { id: 1, isStaff: false })
  t.notOk('isStaff' in {}, 'nothing is polluted')
})
