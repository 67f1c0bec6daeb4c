import fc from 'fast-check'
import t from 'tap'
import { createSealer, isSealed } from '../../core/sealer.ts'
import { always, anyText, spoilt } from '../properties/texts.ts'

const secret = 'a secret of the tests, 32 bytes or more'
const another = 'another secret of the tests, 32 bytes'
const { seal, open } = createSealer([secret], 'tests')

t.test('any text is opened as it was sealed', async t => {
  for (const text of ['', 'x', '지윤 😀', '\0', 'x'.repeat(100_000)]) t.equal(open(seal(text, 'a'), 'a'), text)
  await always(
    t,
    fc.property(anyText(), anyText(), (text, purpose) => open(seal(text, purpose), purpose) === text.toWellFormed())
  )
})

t.test('for the same purpose alone', async t => {
  const sealed = seal('text', 'login kakao')
  for (const purpose of ['login github', 'login', 'login kakao ', '']) t.equal(open(sealed, purpose), undefined)
})

t.test('by the same secret alone, under the same label', async t => {
  const sealed = seal('text', 'a')
  t.equal(createSealer([another], 'tests').open(sealed, 'a'), undefined)
  t.equal(createSealer([secret], 'others').open(sealed, 'a'), undefined)
  t.equal(createSealer([secret], 'tests').open(sealed, 'a'), 'text', 'in another process as well')
})

t.test('the first secret seals and all of them open, so that one can take the place of another', async t => {
  const before = createSealer([secret], 'tests')
  const between = createSealer([another, secret], 'tests')
  const after = createSealer([another], 'tests')
  t.equal(between.open(before.seal('old', 'a'), 'a'), 'old')
  t.equal(after.open(between.seal('new', 'a'), 'a'), 'new')
  t.equal(before.open(between.seal('new', 'a'), 'a'), undefined)
})

t.test('a text is sealed in another way each time, and nothing of it is seen', async t => {
  const sealed = Array.from({ length: 100 }, () => seal('the same text', 'a'))
  t.equal(new Set(sealed).size, 100)
  t.equal(new Set(sealed.map(each => each.slice(0, 24))).size, 100, 'the 96 bits that it begins with')
  for (const each of sealed) {
    t.match(each, /^sealed1:[\w-]+$/)
    t.notMatch(Buffer.from(each.slice(8), 'base64url').toString('latin1'), 'same')
  }
})

t.test('with any other, further or missing character it is none', async t => {
  const pair = spoilt(anyText(20).map(text => seal(text, 'a')))
  await always(
    t,
    fc.property(pair, ([, other]) => open(other, 'a') === undefined),
    1000
  )
})

t.test('any text is none, and breaks nothing', async t => {
  const short = ['', 'sealed1:', 'sealed1:AAAA', `sealed1:${'A'.repeat(36)}`, `sealed1:${'A'.repeat(38)}`]
  for (const text of [...short, 'sealed2:AAAA', seal('x', 'a').slice(8)]) t.equal(open(text, 'a'), undefined, text)
  await always(
    t,
    fc.property(
      fc.oneof(
        anyText(),
        anyText().map(text => `sealed1:${text}`)
      ),
      text => open(text, 'a') === undefined
    )
  )
})

t.test('a plain text is told apart', async t => {
  t.ok(isSealed(seal('', '')))
  for (const text of ['', 'kakao-client-secret', 'SEALED1:x', ' sealed1:x']) t.notOk(isSealed(text), text)
})

t.test('what was sealed before is opened as long as the secret is the same: it is kept in databases', async t => {
  const sealed = 'sealed1:y5Uk6I67iY_-aKWkp93GPFovyLFEPOJMDnlXHrvXMn0jGIMxa71hWsXB4g'
  t.equal(open(sealed, 'a'), 'an earlier text')
})
