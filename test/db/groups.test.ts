import t from 'tap'
import { openDjango, openNew } from './opened.ts'

t.test('who is in a group of Django’s is told by its name, to the letter', async t => {
  const { groups } = await openDjango(t)
  t.equal(await groups.hasMember('editors', 2), true)
  t.equal(await groups.hasMember('editors', 1), false)
  for (const name of ['Editors', 'editor', 'editors ', '%', '']) t.equal(await groups.hasMember(name, 2), false, name)
  t.equal(await groups.hasMember('editors', 99), false, 'nobody')
})

t.test('a new database has no groups', async t => {
  const { groups } = await openNew(t)
  t.equal(await groups.hasMember('editors', 1), false)
})
