import t from 'tap'
import { languages, type Message, message, messageNames, translate } from '../../core/messages.ts'

const placeholders = (text: string) => text.match(/\{\w+\}/g)?.toSorted() ?? []

/** A message whose every placeholder stays as it is written. */
const unfilled = (name: Message['name']) =>
  message(name, new Proxy<Record<string, string>>({}, { get: (_values, key) => `{${String(key)}}` }))

t.test('English comes first, since it is the default', async t => {
  t.same(languages, ['en', 'ko'])
})

t.test('every message has a text in every language', async t => {
  for (const name of messageNames) {
    for (const language of languages) t.match(translate(unfilled(name), language), /\S/, `${name} in ${language}`)
  }
})

t.test('every Korean text is Korean', async t => {
  for (const name of messageNames) t.match(translate({ name }, 'ko'), /\p{Script=Hangul}/u, name)
})

t.test('a message has the same placeholders in every language', async t => {
  for (const name of messageNames) {
    const [english, korean] = languages.map(language => placeholders(translate(unfilled(name), language)))
    t.same(korean, english, name)
  }
})

t.test('the English texts are those that clients of the original compare', async t => {
  const originals: [Message, string][] = [
    [message('required'), 'This field is required.'],
    [message('blank'), 'This field may not be blank.'],
    [message('null'), 'This field may not be null.'],
    [message('notAString'), 'Not a valid string.'],
    [message('tooLong', { max: 150 }), 'Ensure this field has no more than 150 characters.'],
    [message('email'), 'Enter a valid email address.'],
    [message('notADictionary', { type: 'list' }), 'Invalid data. Expected a dictionary, but got list.'],
    [message('noData'), 'No data provided'],
    [message('methodNotAllowed', { method: 'PUT' }), 'Method "PUT" not allowed.'],
    [message('unsupportedMediaType', { type: 'text/csv' }), 'Unsupported media type "text/csv" in request.'],
    [message('notAuthenticated'), 'Authentication credentials were not provided.'],
    [message('authenticationFailed'), 'Incorrect authentication credentials.'],
    [message('tokenExpired'), 'Signature has expired.'],
    [message('tokenUndecodable'), 'Error decoding signature.'],
    [message('badCredentials'), 'Unable to log in with provided credentials.'],
    [message('usernameTaken'), 'A user with that username already exists.'],
    [message('passwordsDiffer'), "The two password fields didn't match."],
    [message('passwordTooShort', { min: 8 }), 'This password is too short. It must contain at least 8 characters.']
  ]
  for (const [original, text] of originals) t.equal(translate(original, 'en'), text)
})

t.test('a message without values holds its name alone', async t => {
  t.strictSame(message('required'), { name: 'required' })
  t.strictSame(message('tooLong', { max: 5 }), { name: 'tooLong', values: { max: 5 } })
})

t.test('values take the places of their names', async t => {
  t.equal(translate(message('tooLong', { max: 5 }), 'ko'), '5자 이하로 입력해 주세요.')
  t.equal(
    translate(message('providerNotConfigured', { setting: 'KAKAO_APP_ID' }), 'en'),
    'Social login is not set up on this server: KAKAO_APP_ID is missing.'
  )
})

t.test('a value is put in as it is, whatever it looks like', async t => {
  for (const type of ['$&', '$1', '{type}', '{max}', '</p>']) {
    t.equal(translate(message('unsupportedMediaType', { type }), 'en'), `Unsupported media type "${type}" in request.`)
  }
})
