import fc from 'fast-check'
import t from 'tap'
import {
  maxUsernameLength,
  normalizeUsername,
  socialUsernames,
  usernameCandidates,
  usernameMessages
} from '../../core/username.ts'
import { always, anyText } from './texts.ts'

const isFine = (name: string) => usernameMessages(name).length === 0
const nearly = fc.oneof(
  anyText(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'abcZ09@.+-_é지ﬁⅧ') })
)

t.test('the kept form of a name is its own kept form', async t => {
  await always(
    t,
    fc.property(nearly, text => {
      const kept = normalizeUsername(text)
      return normalizeUsername(kept) === kept
    }),
    500
  )
})

t.test('two spellings of one name are kept as one', async t => {
  await always(
    t,
    fc.property(nearly, text => {
      const spellings = [text.normalize('NFC'), text.normalize('NFD'), text.normalize('NFKD')]
      return new Set(spellings.map(normalizeUsername)).size === 1
    }),
    500
  )
})

t.test('a name that is taken shows all that it is: no space, control, mark of direction or markup', async t => {
  let taken = 0
  await always(
    t,
    fc.property(nearly.map(normalizeUsername), name => {
      if (!isFine(name)) return true
      taken++
      return (
        !/[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}<>"'&/\\,;:%#?]/u.test(name) &&
        [...name].length <= maxUsernameLength
      )
    }),
    2000
  )
  t.ok(taken > 200, `${taken} were taken`)
})

t.test('a fine name with one character more that no name has is none', async t => {
  const bad = fc.constantFrom(
    ...' \t\r\n\0<>"\'&/\\,;:%#?!',
    '\u200b',
    '\u202e',
    '\u2066',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\ud800',
    '😀'
  )
  const name = nearly.map(normalizeUsername).filter(name => name.length < maxUsernameLength && isFine(name))
  await always(
    t,
    fc.property(name, bad, fc.nat(), (name, bad, n) => {
      const characters = [...name]
      characters.splice(n % (characters.length + 1), 0, bad)
      return !isFine(characters.join(''))
    }),
    500
  )
})

t.test('every name that is tried for somebody without one is a name of ASCII', async t => {
  await always(
    t,
    fc.property(fc.array(nearly, { maxLength: 3 }), fc.integer({ min: 0, max: 9 }), (texts, digit) => {
      const names = usernameCandidates(texts, () => digit)
      return names.length === 8 && names.every(name => isFine(name) && /^[\x21-\x7e]+$/.test(name))
    }),
    500
  )
})

t.test(
  'whatever a provider tells of somebody, every name that is tried is one, and there are eight or more',
  async t => {
    const providers = fc.constantFrom('kakao', 'naver', 'oidc_x-1')
    const uids = fc.oneof(
      nearly,
      fc.string({ unit: fc.constantFrom(...'abcZ09.|:@+=/_-'), minLength: 1, maxLength: 191 })
    )
    await always(
      t,
      fc.property(nearly, nearly, providers, uids, (username, email, provider, uid) => {
        const names = socialUsernames({ username, email, provider, uid }, () => 7)
        return (
          names.length >= 8 &&
          names.every(name => isFine(name) && normalizeUsername(name) === name && [...name].length <= maxUsernameLength)
        )
      }),
      2000
    )
  }
)
