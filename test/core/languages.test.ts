import t from 'tap'
import { acceptedLanguage } from '../../core/languages.ts'

t.test('English is spoken to a client that names no language', async t => {
  t.equal(acceptedLanguage(undefined), 'en')
})

t.test('the language that the client wants most is spoken', async t => {
  const headers = [
    ['ko', 'ko'],
    ['en', 'en'],
    ['en,ko', 'en'],
    ['ko,en', 'ko'],
    ['en;q=0.1,ko;q=0.2', 'ko'],
    ['en-US,en;q=0.9,ko;q=0.8', 'en']
  ] as const
  for (const [header, language] of headers) t.equal(acceptedLanguage(header), language, header)
})

t.test('a region, a script or another case is still the language', async t => {
  for (const header of ['ko-KR', 'ko-KR,en;q=0.8', 'ko-Kore-KR', 'KO', 'ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7']) {
    t.equal(acceptedLanguage(header), 'ko', header)
  }
})

t.test('languages that nobody here speaks are passed over', async t => {
  t.equal(acceptedLanguage('fr,ko;q=0.1'), 'ko')
  t.equal(acceptedLanguage('ja-JP,*;q=0.5'), 'en')
})

t.test('a language that the client refuses is not spoken when there is another', async t => {
  t.equal(acceptedLanguage('en;q=0,*;q=0.1'), 'ko')
  t.equal(acceptedLanguage('ko;q=0,*'), 'en')
})

t.test('what cannot be served or understood is English', async t => {
  for (const header of ['', 'fr', 'ko;q=0', 'en;q=0', ',,,', ';;', 'korean', 'k', 'ko;q=abc', '__proto__']) {
    t.equal(acceptedLanguage(header), 'en', JSON.stringify(header))
  }
})
