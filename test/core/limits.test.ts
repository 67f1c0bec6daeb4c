import t from 'tap'
import { type AttemptRule, delayAfter } from '../../core/attempts.ts'
import { createMemoryLimits } from '../../core/limits.ts'

const rule: AttemptRule = { free: 3, firstDelay: 1000, longestDelay: 8000, memory: 60_000 }
const minute = 60_000
const start = 1_800_000_000_000

function createLimits(size?: number) {
  let time = start
  const limits = createMemoryLimits({ now: () => time, ...(size !== undefined && { size }) })
  const wait = (milliseconds: number) => {
    time += milliseconds
  }
  return { limits, wait }
}

t.test('the wait doubles with each failure up to the longest', async t => {
  t.same(
    [1, 2, 3, 4, 5, 6, 7, 2000].map(failures => delayAfter(failures, rule)),
    [0, 0, 1000, 2000, 4000, 8000, 8000, 8000]
  )
})

t.test('after the free failures a try has to wait, and one that waits neither counts nor lengthens it', async t => {
  const { limits, wait } = createLimits()
  for (let tries = 0; tries < 3; tries++) t.equal(await limits.take('a', rule), 0)
  t.equal(await limits.take('a', rule), 1000)
  wait(400)
  for (let tries = 0; tries < 100; tries++) t.equal(await limits.take('a', rule), 600)
  wait(600)
  t.equal(await limits.take('a', rule), 0)
  t.equal(await limits.take('a', rule), 2000)
  t.equal(await limits.take('b', rule), 0)
})

t.test('of a hundred tries at once as few go on as in turn', async t => {
  const { limits } = createLimits()
  const waits = await Promise.all(Array.from({ length: 100 }, () => limits.take('a', rule)))
  t.equal(waits.filter(wait => wait === 0).length, 3)
})

t.test('failures are forgotten some time after the last wait, and by a success', async t => {
  const { limits, wait } = createLimits()
  for (let tries = 0; tries < 3; tries++) await limits.take('a', rule)
  wait(1000 + rule.memory - 1)
  t.equal(await limits.take('a', rule), 0)
  t.equal(await limits.take('a', rule), 2000)
  wait(2000 + rule.memory)
  t.equal(await limits.take('a', rule), 0)
  t.equal(await limits.take('a', rule), 0)
  await limits.take('a', rule)
  await limits.forget('a')
  t.equal(await limits.take('a', rule), 0)
})

t.test('a try that is given back was none', async t => {
  const { limits } = createLimits()
  for (let tries = 0; tries < 10; tries++) {
    t.equal(await limits.take('a', rule), 0)
    await limits.giveBack('a')
  }
  await limits.giveBack('b')
  t.equal(await limits.take('b', rule), 0)
})

t.test('a clock that is put back makes nobody wait for longer than the longest wait', async t => {
  const { limits, wait } = createLimits()
  for (let tries = 0; tries < 3; tries++) await limits.take('a', rule)
  await limits.count('a', minute)
  wait(-24 * 3600 * 1000)
  t.equal(await limits.take('a', rule), 0)
  t.same(await limits.count('a', minute), { current: 1, ttl: minute })
})

t.test('requests are counted in a window that begins with the first', async t => {
  const { limits, wait } = createLimits()
  t.same(await limits.count('a', minute), { current: 1, ttl: minute })
  wait(59_000)
  t.same(await limits.count('a', minute), { current: 2, ttl: 1000 })
  t.same(await limits.count('b', minute), { current: 1, ttl: minute })
  wait(1000)
  t.same(await limits.count('a', minute), { current: 1, ttl: minute })
})

t.test('a mark is there as long as was said', async t => {
  const { limits, wait } = createLimits()
  t.equal(await limits.isMarked('a'), false)
  await limits.mark('a', minute)
  t.equal(await limits.isMarked('a'), true)
  wait(minute)
  t.equal(await limits.isMarked('a'), false)
})

t.test('of each kind only so many keys are remembered, and the one set longest ago goes first', async t => {
  const { limits } = createLimits(2)
  for (const key of ['a', 'b', 'a', 'c']) await limits.count(key, minute)
  t.equal((await limits.count('a', minute)).current, 3)
  t.equal((await limits.count('b', minute)).current, 1)
})
