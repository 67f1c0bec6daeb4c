import t from 'tap'
import { message } from '../../../core/messages.ts'
import { deadLinkPage, troublePage } from '../../../core/pages/refusals.ts'
import { textOf } from '../../page-visits.ts'

t.test('a dead link does not say which of the reasons it is, and what to do', async t => {
  t.equal(
    textOf(deadLinkPage({ language: 'en', site: 'The Shop' })),
    'The Shop This link does not work It was used already, its time is over, or it was not copied whole. ' +
      'If you still need it, ask for a new one.'
  )
})

t.test('trouble is told in the language of the page', async t => {
  const trouble = { statusCode: 503, detail: message('unavailable') }
  t.equal(
    textOf(troublePage('ko', trouble)),
    '요청을 처리하지 못했습니다 일시적으로 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.'
  )
})

t.test('after an error of the server people are asked to come back', async t => {
  const trouble = { statusCode: 500, detail: message('serverError') }
  t.equal(textOf(troublePage('en', trouble)), 'That did not work A server error occurred. Please try again later.')
})

t.test('the words of a host stand as they are', async t => {
  t.match(textOf(troublePage('ko', { statusCode: 429, detail: 'Slow <down>' })), 'Slow <down>')
})
