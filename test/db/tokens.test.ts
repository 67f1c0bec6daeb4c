import t from 'tap'
import { openDjango } from './opened.ts'

const key = '8df73dafbde4c669dc37a9ea7620434515b2cc43'

t.test("findUser gives the user of Django REST Framework's token", async t => {
  const { tokens } = await openDjango(t)
  t.match(await tokens.findUser(key), { id: 1, username: 'alice', isActive: true })
})

t.test('findUser gives nobody for another key, of whatever case', async t => {
  const { tokens } = await openDjango(t)
  t.equal(await tokens.findUser('0'.repeat(40)), undefined)
  t.equal(await tokens.findUser(key.toUpperCase()), undefined)
  t.equal(await tokens.findUser(''), undefined)
})
