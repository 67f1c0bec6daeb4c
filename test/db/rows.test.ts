import t from 'tap'
import { only } from '../../db/rows.ts'

t.test('only gives the one row', async t => {
  t.strictSame(only([{ id: 1 }]), { id: 1 })
})

t.test('only refuses a statement that returned no row', async t => {
  t.throws(() => only([]), new RangeError('a statement returned no row'))
})
