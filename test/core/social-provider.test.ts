import t from 'tap'
import { idOf, secondsOf } from '../../core/social-provider.ts'

t.test('seconds are a number or its text, and no more than a date holds', async t => {
  for (const [given, seconds] of [
    [0, 0],
    [-1, -1],
    ['3599', 3599],
    ['-1', -1],
    [10 ** 9, 10 ** 9],
    [10 ** 9 + 1, undefined],
    [-(10 ** 9) - 1, undefined],
    ['9999999999', undefined],
    ['', undefined],
    ['1e3', undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [undefined, undefined],
    [['3'], undefined]
  ]) {
    t.equal(secondsOf(given), seconds, JSON.stringify(given))
  }
})

t.test('an id is a number that JavaScript holds exactly, or a text of plain characters', async t => {
  for (const [given, id] of [
    [3_700_000_001, '3700000001'],
    ['3700000000000000019', '3700000000000000019'],
    ['f:8c1/jo', 'f:8c1/jo'],
    ['x'.repeat(191), 'x'.repeat(191)],
    ['x'.repeat(192), undefined],
    [2 ** 53, undefined],
    [1.5, undefined],
    [0, undefined],
    [-1, undefined],
    ['', undefined],
    ['a b', undefined],
    ['지윤', undefined],
    [null, undefined],
    [['1'], undefined]
  ]) {
    t.equal(idOf(given), id, JSON.stringify(given))
  }
})
