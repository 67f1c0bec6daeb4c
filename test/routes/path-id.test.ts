import t, { type Test } from 'tap'
import { obtain, readRows } from '../helper.ts'
import { as, createMailingApp, korean } from '../mailing-app.ts'
import { writeRows } from '../outside.ts'

// The number in a path, shown at the addresses of a user: number 90 is alice's second one.

const url = (id: string) => `/rest-auth/emails/${id}/`

/** A server, and how alice asks it who has that address. */
async function createAddressed(t: Test) {
  const { app } = await createMailingApp(t)
  const ask = as(app, await obtain(app))
  await app.database.transaction(({ emailAddresses }) =>
    emailAddresses.insert({ id: 90, userId: 1, email: 'second@example.com', primary: false, verified: false })
  )
  return { app, ask }
}

t.test('a number in digits is a number', async t => {
  for (const id of ['90', '0090', '%390']) {
    t.test(id, async t => {
      const { app, ask } = await createAddressed(t)
      t.match(await ask('DELETE', url(id)), { status: 204 })
      t.same(readRows(app, 'select * from account_emailaddress where id = 90'), [])
    })
  }
})

t.test('what is no number that a row can have is not found', async t => {
  const { app, ask } = await createAddressed(t)
  const before = readRows(app, 'select * from account_emailaddress')
  for (const id of [
    '0',
    '-90',
    '+90',
    '90.0',
    '9e1',
    '0x5a',
    '90%20',
    '90%0A',
    '90a',
    '%F0%9F%90%B0',
    '９０',
    'null',
    '9'.repeat(50),
    '91'
  ]) {
    const { status, body } = await ask('DELETE', url(id))
    t.equal(status, 404, id)
    t.same(body, { detail: 'Not found.' }, id)
  }
  t.same(readRows(app, 'select * from account_emailaddress'), before)
})

t.test('a number that would be rounded to another is not found either', async t => {
  const { app, ask } = await createAddressed(t)
  writeRows(app, 'update account_emailaddress set id = 9007199254740992 where id = 90')
  t.match(await ask('DELETE', url('9007199254740993')), { status: 404 })
  t.equal(readRows(app, 'select * from account_emailaddress where id > 90').length, 1)
})

t.test('that is told in Korean to who asks for it', async t => {
  const { ask } = await createAddressed(t)
  t.same((await ask('POST', `${url('x')}primary/`, {}, korean)).body, { detail: '찾을 수 없습니다.' })
})
