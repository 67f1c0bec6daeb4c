import t from 'tap'
import { apiCodes } from '../../core/kakao-codes/api.ts'
import { loginCodes } from '../../core/kakao-codes/login.ts'
import { explainKakaoCode, kakaoCodes } from '../../core/kakao-codes.ts'
import { kakaoMenus } from '../../core/kakao-menus.ts'

t.test('the codes that a login meets are explained', async t => {
  const codes = [
    ...[
      'KOE001',
      'KOE003',
      'KOE004',
      'KOE005',
      'KOE006',
      'KOE010',
      'KOE101',
      'KOE205',
      'KOE237',
      'KOE303',
      'KOE320',
      'KOE322'
    ],
    ...['-1', '-2', '-7', '-10', '-101', '-103', '-401', '-402', '-406', '-9798']
  ]
  for (const code of codes) t.match(explainKakaoCode(code), { code, ko: /./, en: /./ }, code)
})

t.test('codes of the login server and of the API are told apart by their form', async t => {
  for (const code of Object.keys(loginCodes)) t.match(code, /^KOE\d{3}$/)
  for (const code of Object.keys(apiCodes)) t.match(code, /^-\d{1,4}$/)
  t.equal(Object.keys(kakaoCodes).length, Object.keys(loginCodes).length + Object.keys(apiCodes).length)
})

t.test('each is explained in Korean and in English, in whole sentences', async t => {
  for (const [code, { ko, en }] of Object.entries(kakaoCodes)) {
    t.match(ko, /\p{Script=Hangul}.*\.$/u, code)
    t.notMatch(en, /\p{Script=Hangul}/u, code)
    t.match(en, /^[A-Z].*\.$/, code)
  }
})

t.test('a menu of the console is named in both languages', async t => {
  for (const { ko, en } of Object.values(kakaoMenus)) {
    t.match(ko, /^카카오 디벨로퍼스 > \S/)
    t.match(en, /^Kakao Developers > [A-Z]/)
    t.equal(ko.split(' > ').length, en.split(' > ').length, en)
  }
  t.equal(explainKakaoCode('KOE006')?.menu, 'redirectUri')
  t.equal(explainKakaoCode('KOE010')?.menu, 'clientSecret')
  t.equal(explainKakaoCode('KOE320')?.menu, undefined)
})

t.test('a code is found however it is typed', async t => {
  for (const typed of ['koe320', ' KOE320 ', 'Koe320']) t.equal(explainKakaoCode(typed)?.code, 'KOE320')
})

t.test('what is no code is not explained', async t => {
  for (const text of ['', 'KOE999', '402', '-4020', 'constructor', '__proto__', 'KOE']) {
    t.equal(explainKakaoCode(text), undefined, text)
  }
})
