import t from 'tap'
import { openDjango } from './opened.ts'

t.test('find gives the site of a number', async t => {
  const { sites } = await openDjango(t)
  t.strictSame(await sites.find(2), { id: 2, name: 'second', domain: 'second.example.com' })
})

t.test('find gives nothing for a number that is no site’s', async t => {
  const { sites } = await openDjango(t)
  t.equal(await sites.find(3), undefined)
})

t.test('all gives every site by number', async t => {
  const { sites } = await openDjango(t)
  t.strictSame(await sites.all(), [
    { id: 1, name: 'example.com', domain: 'example.com' },
    { id: 2, name: 'second', domain: 'second.example.com' }
  ])
})
