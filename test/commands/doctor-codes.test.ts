import { existsSync } from 'node:fs'
import t from 'tap'
import { explainKakaoCode, kakaoCodes } from '../../core/kakao-codes.ts'
import { kakaoMenus } from '../../core/kakao-menus.ts'
import { newDatabase } from '../helper.ts'
import { run } from './terminal.ts'

const usage = 'doctor: doctor takes kakao, and a code if there is one\n'

t.test('a code is explained in Korean and in English, with the menu', async t => {
  const { ko, en } = explainKakaoCode('KOE010') ?? {}
  t.strictSame(await run(['doctor', 'kakao', 'KOE010']), {
    code: 0,
    output: `KOE010\n${ko} [${kakaoMenus.clientSecret.ko}]\n${en} [${kakaoMenus.clientSecret.en}]\n`,
    errors: ''
  })
})

t.test('every code that is known is explained, those with a minus too, and no database is made', async t => {
  const environment = { DATABASE_URL: newDatabase(t) }
  for (const [code, { ko, en }] of Object.entries(kakaoCodes)) {
    const { code: exitCode, output } = await run(['doctor', 'kakao', code], { environment })
    const [first, korean, english] = output.split('\n')
    t.strictSame([exitCode, first], [0, code])
    t.ok(korean?.startsWith(ko) && english?.startsWith(en), code)
  }
  t.notOk(existsSync(environment.DATABASE_URL.slice('file:'.length)))
})

t.test('a code that has no menu is explained without one', async t => {
  const { output } = await run(['doctor', 'kakao', 'koe320'])
  t.match(output, /^KOE320\n[^[]+\n[^[]+\n$/)
})

t.test('an unknown code is told so in both languages', async t => {
  for (const typed of ['KOE999', '-12345']) {
    const { code, output, errors } = await run(['doctor', 'kakao', typed])
    t.strictSame([code, errors], [1, ''])
    t.match(output.split('\n'), [new RegExp(`^${typed}은`), new RegExp(`^${typed} is no code`), ''])
  }
})

t.test('the doctor knows Kakao alone, and one code at a time', async t => {
  for (const args of [[], ['naver'], ['KOE320'], ['-402'], ['kakao', 'KOE320', 'KOE010'], ['kakao', '-1', '-2']]) {
    t.strictSame(await run(['doctor', ...args]), { code: 1, output: '', errors: usage })
  }
  const { code, errors } = await run(['doctor', 'kakao', '--all'])
  t.equal(code, 1)
  t.match(errors, /^doctor: Unknown option '--all'/)
})
