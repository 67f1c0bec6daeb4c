import t from 'tap'
import type { SocialRefusal } from '../../../core/errors.ts'
import { message } from '../../../core/messages.ts'
import { socialRefusalPage, socialTroublePage } from '../../../core/pages/social-refusals.ts'
import { textOf } from '../../page-visits.ts'

const english = { language: 'en', site: 'The Shop' } as const
const korean = { language: 'ko', site: '모퉁이 책방' } as const
const trouble = { provider: 'Kakao', again: '/accounts/kakao/login/' }

const pages: Record<SocialRefusal, { en: string; ko: string; isBad: boolean }> = {
  cancelled: {
    en: 'Login was cancelled You have not logged in to The Shop by Kakao. Nothing was changed.',
    ko: '로그인을 취소했습니다 카카오 로그인을 취소하셨습니다. 모퉁이 책방에는 아무 정보도 전달되지 않았습니다.',
    isBad: false
  },
  expired: {
    en:
      'This login took too long It began more than 10 minutes ago, in another browser, or was finished already. ' +
      'Please begin again.',
    ko:
      '로그인 시간이 지났습니다 시작한 지 10분이 지났거나, 다른 브라우저에서 시작했거나, 이미 완료된 로그인입니다. ' +
      '처음부터 다시 시도해 주세요.',
    isBad: false
  },
  refused: {
    en: 'Login did not work Kakao did not confirm the login. Please try again.',
    ko: '로그인하지 못했습니다 카카오에서 로그인을 확인해 주지 않았습니다. 다시 시도해 주세요.',
    isBad: true
  },
  consentMissing: {
    en: 'Login did not work Kakao needs your consent for this login.',
    ko: '로그인하지 못했습니다 카카오 로그인에 필요한 동의가 없어 로그인하지 못했습니다. 다시 시도하여 동의해 주세요.',
    isBad: true
  },
  underAge: {
    en: 'Not yet 14 Kakao lets people under 14 log in only with the consent of a parent or guardian.',
    ko: '만 14세 미만입니다 만 14세 미만은 보호자의 동의가 있어야 카카오 로그인을 사용할 수 있습니다.',
    isBad: true
  }
}

for (const [reason, { en, ko, isBad }] of Object.entries(pages) as [SocialRefusal, (typeof pages)[SocialRefusal]][]) {
  t.test(`a login that ended by ${reason} says so, and where it is begun again`, async t => {
    const page = socialRefusalPage(english, reason, trouble)
    t.equal(textOf(page), `The Shop ${en} Try again`)
    t.equal(textOf(socialRefusalPage(korean, reason, trouble)), `모퉁이 책방 ${ko} 다시 로그인`)
    t.match(page, '<a class="button" href="/accounts/kakao/login/">Try again</a>')
    t.equal(page.includes('class="badge bad"'), isBad)
  })
}

t.test('a sentence of ours is told in the language of the page, and names the provider', async t => {
  t.equal(
    textOf(socialTroublePage(english, message('socialEmailTaken'), trouble)),
    'The Shop Login did not work User is already registered with this e-mail address. Try again'
  )
  t.match(
    textOf(socialTroublePage(korean, message('providerUnavailable'), trouble)),
    '카카오에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.'
  )
})

t.test('a sentence of a host stands as it is', async t => {
  const page = socialTroublePage(korean, 'Only <b>members</b>', { provider: 'Kakao' })
  t.match(page, '<p>Only &lt;b&gt;members&lt;/b&gt;</p>')
  t.match(page, 'class="badge bad"')
})

t.test('where another try would be in vain there is no link', async t => {
  const page = socialRefusalPage(english, 'underAge', { provider: 'Kakao' })
  t.notMatch(page, '<a ')
  t.notMatch(page, '<p></p>')
})

t.test('neither a name nor an address can leave its place', async t => {
  const page = socialRefusalPage({ language: 'en', site: '<i>"&' }, 'cancelled', {
    provider: '<script>',
    again: '/?a="><script>'
  })
  t.notMatch(page, '<script>')
  t.notMatch(page, '<i>')
  t.match(page, 'href="/?a=&quot;&gt;&lt;script&gt;"')
})
