import t from 'tap'
import { AuthenticationFailed, InvalidInput, Refused, StartError, Unavailable } from '../../core/errors.ts'
import { message } from '../../core/messages.ts'

t.test('invalid input tells the messages of each field, and names the fields to the log alone', async t => {
  const fields = { username: [message('required')], password: [message('blank')] }
  const error = new InvalidInput(fields)
  t.ok(error instanceof Error)
  t.equal(error.code, 'REST_AUTH_INVALID_INPUT')
  t.equal(error.fields, fields)
  t.equal(error.message, 'invalid: username, password')
})

t.test('an error of no single field belongs to non_field_errors', async t => {
  t.strictSame(InvalidInput.of(message('badCredentials')).fields, { non_field_errors: [{ name: 'badCredentials' }] })
})

t.test('a refusal carries its status and what to tell', async t => {
  const error = new Refused(405, message('methodNotAllowed', { method: 'PUT' }))
  t.ok(error instanceof Error)
  t.equal(error.code, 'REST_AUTH_REFUSED')
  t.equal(error.statusCode, 405)
  t.equal(error.message, 'methodNotAllowed')
  t.strictSame(error.detail, { name: 'methodNotAllowed', values: { method: 'PUT' } })
})

t.test('failed authentication is a refusal with 401', async t => {
  const error = new AuthenticationFailed(message('tokenExpired'))
  t.ok(error instanceof Refused)
  t.equal(error.statusCode, 401)
  t.strictSame(error.detail, { name: 'tokenExpired' })
})

t.test('what is away is a refusal with 503, to be tried again in five seconds', async t => {
  const error = new Unavailable()
  t.ok(error instanceof Refused)
  t.equal(error.statusCode, 503)
  t.equal(error.retryAfter, 5)
  t.strictSame(error.detail, { name: 'unavailable' })
  t.notOk('cause' in error)
})

t.test('what is away may say what it is, for how long and why', async t => {
  const cause = new Error('connect ECONNREFUSED')
  const error = new Unavailable(message('providerUnavailable', { provider: 'Kakao' }), { retryAfter: 30, cause })
  t.equal(error.retryAfter, 30)
  t.equal(error.cause, cause)
  t.strictSame(error.detail, { name: 'providerUnavailable', values: { provider: 'Kakao' } })
})

t.test('a start error has a code of its own and speaks to the operator', async t => {
  const error = new StartError('SECRET_KEY is missing')
  t.ok(error instanceof Error)
  t.equal(error.code, 'REST_AUTH_START')
  t.equal(error.message, 'SECRET_KEY is missing')
})
