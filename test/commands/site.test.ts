import t, { type Test } from 'tap'
import { rowsOf } from '../db/opened.ts'
import { djangoDatabase } from '../helper.ts'
import { run } from './terminal.ts'

function onDjango(t: Test, more: NodeJS.ProcessEnv = {}) {
  const url = djangoDatabase(t)
  return { environment: { DATABASE_URL: url, ...more }, path: url.slice('file:'.length) }
}

t.test('site says what the site is called', async t => {
  const { environment } = onDjango(t)
  t.strictSame(await run(['site'], { environment }), {
    code: 0,
    output: 'Site 1 is example.com, called example.com.\n',
    errors: ''
  })
})

t.test('site gives it a domain and a name', async t => {
  const { environment, path } = onDjango(t)
  const { code, output } = await run(['site', 'shop.example.com:8443', '우리 가게'], { environment })
  t.equal(output, 'Site 1 is shop.example.com:8443, called 우리 가게.\n')
  t.equal(code, 0)
  t.strictSame(rowsOf({ path }, 'SELECT id, domain, name FROM django_site WHERE id = 1'), [
    { id: 1, domain: 'shop.example.com:8443', name: '우리 가게' }
  ])
})

t.test('the name is the domain when none is given', async t => {
  const { environment, path } = onDjango(t)
  t.equal((await run(['site', 'localhost:8000'], { environment })).code, 0)
  t.strictSame(rowsOf({ path }, 'SELECT domain, name FROM django_site WHERE id = 1'), [
    { domain: 'localhost:8000', name: 'localhost:8000' }
  ])
})

t.test('site refuses what cannot stand in a link, and changes nothing', async t => {
  const { environment, path } = onDjango(t)
  for (const domain of [
    '',
    'https://shop.example.com',
    'shop.example.com/',
    'a b',
    'user@shop.example.com',
    '"><b>',
    'localhost:99999',
    'localhost:http'
  ]) {
    const { code, errors } = await run(['site', domain], { environment })
    t.equal(code, 1, domain)
    t.match(errors, /^site: .*Enter a domain/, domain)
  }
  t.match(await run(['site', `${'a'.repeat(101)}`], { environment }), { code: 1, errors: /100 characters/ })
  t.match(await run(['site', 'a.example', 'n'.repeat(51)], { environment }), { code: 1, errors: /50 characters/ })
  t.match(await run(['site', 'a.example', 'two', 'names'], { environment }), { code: 1, errors: /quotes/ })
  t.strictSame(rowsOf({ path }, 'SELECT domain, name FROM django_site WHERE id = 1'), [
    { domain: 'example.com', name: 'example.com' }
  ])
})

t.test('two sites cannot have one domain', async t => {
  const { environment } = onDjango(t)
  t.match(await run(['site', 'second.example.com'], { environment }), {
    code: 1,
    errors: /Another site has this domain/
  })
  const second = { environment: { ...environment, SITE_ID: '2' } }
  t.match(await run(['site', 'second.example.com', 'Second'], second), { code: 0, output: /^Site 2 is second/ })
})

t.test(
  'of several sites it is about the one of DEFAULT_SITE_ID, or site 1, or the one that SITE_ID says for this once',
  async t => {
    const { environment } = onDjango(t, { SITE_ID: 'auto' })
    const about = async (more: NodeJS.ProcessEnv) =>
      (await run(['site'], { environment: { ...environment, ...more } })).output
    t.match(await about({}), 'Site 1 is example.com')
    t.match(await about({ DEFAULT_SITE_ID: '2' }), 'Site 2 is second.example.com')
    t.match(await about({ SITE_ID: '2' }), 'Site 2 is second.example.com')
    t.match(await about({ SITE_ID: '1', DEFAULT_SITE_ID: '2' }), 'Site 1 is example.com')
    t.match(await run(['site'], { environment: { ...environment, DEFAULT_SITE_ID: '9' } }), {
      code: 1,
      errors: 'site: DEFAULT_SITE_ID is 9, and there is no such site\n'
    })
  }
)

t.test('site says so when SITE_ID is the number of no site', async t => {
  const { environment } = onDjango(t, { SITE_ID: '9' })
  t.match(await run(['site'], { environment }), { code: 1, errors: 'site: SITE_ID is 9, and there is no such site\n' })
  t.match(await run(['site', 'a.example'], { environment }), { code: 1, errors: /There is no site 9/ })
})
