import t from 'tap'
import { forge } from '../core/forge-token.ts'
import { loginTime } from '../outside.ts'
import { claims, createSurfaces, refuses, time } from './surfaces.ts'

const good = forge({ payload: claims })
const { exp: _exp, ...endless } = claims

/** A token that our secret signed, with one claim as the JSON text that is given; where it is there twice, this is the last. */
const withText = (name: string, text: string) =>
  forge({ payload: `${JSON.stringify(claims).slice(0, -1)},"${name}":${text}}` })
const noNumbers = ['null', 'true', 'false', '""', '"x"', '"NaN"', '"Infinity"', '[]', '{}', '1e999', '-1e999']

t.test('a token without its end, or with one that is no time, is refused everywhere', async t => {
  const texts = [
    ...noNumbers,
    `"${claims.exp}"`,
    `"${claims.exp}.0"`,
    `[${claims.exp}]`,
    `{"exp":${claims.exp}}`,
    '"2099-01-01"',
    '"0x7fffffff"',
    '1e300',
    '1e13',
    '1e11'
  ]
  await refuses(t, good, {
    ...Object.fromEntries(texts.map(text => [`exp ${text}`, withText('exp', text)])),
    'no exp': forge({ payload: endless }),
    'exp by way of __proto__': forge({
      payload: `${JSON.stringify(endless).slice(0, -1)},"__proto__":{"exp":${claims.exp}}}`
    }),
    'exp in another case': forge({ payload: { ...endless, EXP: claims.exp } }),
    'exp in a namespace': forge({ payload: { ...endless, 'urn:exp': claims.exp } })
  })
})

t.test('JSON that is no number as an end is refused everywhere', async t => {
  const texts = [
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    '0x7fffffff',
    '01',
    '1_000',
    '+1',
    '.5',
    '1.',
    '1e',
    "'1'",
    ''
  ]
  await refuses(t, good, Object.fromEntries(texts.map(text => [`exp ${text}`, withText('exp', text)])))
})

t.test('a token whose time is over is refused everywhere, to the second', async t => {
  const ends = [
    '0',
    '-0',
    '-1',
    '-1e10',
    '1',
    '0.5',
    '1e-9',
    `${time}`,
    `${time - 1}`,
    `${time - 0.001}`,
    '-1e308',
    '5e-324'
  ]
  await refuses(t, good, Object.fromEntries(ends.map(text => [`exp ${text}`, withText('exp', text)])))
})

for (const name of ['nbf', 'iat']) {
  t.test(`a token whose ${name} is no time, or lies ahead, is refused everywhere`, async t => {
    const ahead = [`${time + 1}`, `${time + 0.001}`, '1e10', '1e300', '1.7976931348623157e308']
    const texts = [...noNumbers, `"${loginTime}"`, `[${loginTime}]`, ...ahead]
    await refuses(t, good, Object.fromEntries(texts.map(text => [`${name} ${text}`, withText(name, text)])))
  })
}

t.test('a leeway forgives its seconds at either end and not one more', async t => {
  const surfaces = await createSurfaces(t, { jwtLeeway: 5 })
  const late = forge({ payload: { ...claims, exp: time - 4, nbf: time + 5, iat: time + 5 } })
  await refuses(
    t,
    late,
    {
      'exp five seconds ago': withText('exp', `${time - 5}`),
      'nbf in six seconds': withText('nbf', `${time + 6}`),
      'iat in six seconds': withText('iat', `${time + 6}`)
    },
    surfaces
  )
})

t.test('of an end that is there twice the last counts, and a token is never longer good for the first', async t => {
  await refuses(t, withText('exp', `${claims.exp}`), {
    'the last is over': withText('exp', `${time - 1}`),
    'the last is no time': withText('exp', '"never"'),
    'the last, escaped, is over': withText('\\u0065xp', `${time - 1}`)
  })
})

t.test('a time of a login that is none is refused everywhere', async t => {
  const texts = [...noNumbers, `"${loginTime}"`, '1e11', '-1e11', '1e300']
  await refuses(t, good, Object.fromEntries(texts.map(text => [`orig_iat ${text}`, withText('orig_iat', text)])))
})
