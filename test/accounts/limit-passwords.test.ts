import t, { type Test } from 'tap'
import { limitPasswords } from '../../accounts/limit-passwords.ts'
import { InvalidInput, Unavailable } from '../../core/errors.ts'
import { createMemoryLimits } from '../../core/limits.ts'
import { message } from '../../core/messages.ts'

const wrong = async () => {
  throw InvalidInput.of(message('badCredentials'))
}
const right = async () => 'in'

/** Tries of passwords with a clock, and how each ends: `in`, `wrong`, or the seconds to wait. */
function createTries(_t: Test) {
  let time = 1_800_000_000_000
  const attempts = createMemoryLimits({ now: () => time })
  async function attempt(
    name: string,
    ipAddress: string,
    work: () => Promise<string> = wrong
  ): Promise<string | number> {
    try {
      return await limitPasswords({ attempts }, name, { ipAddress }, work)
    } catch (error) {
      if (error instanceof InvalidInput) return 'wrong'
      return (error as { retryAfter: number }).retryAfter
    }
  }
  const wait = (seconds: number) => {
    time += 1000 * seconds
  }
  /** Fails from so many networks, none of which has to wait. */
  async function failFrom(networks: number, name: string, from = 0): Promise<void> {
    for (let index = from; index < from + networks; index++) await attempt(name, `198.51.${index >> 8}.${index & 255}`)
  }
  return { attempt, wait, failFrom }
}

t.test('from one network, the waits grow from a second to fifteen minutes', async t => {
  const { attempt, wait } = createTries(t)
  for (let tries = 0; tries < 5; tries++) t.equal(await attempt('alice', '192.0.2.7'), 'wrong')
  const waits: (string | number)[] = []
  for (let tries = 0; tries < 12; tries++) {
    const seconds = await attempt('alice', '192.0.2.7', right)
    waits.push(seconds)
    wait(Number(seconds))
    t.equal(await attempt('alice', '192.0.2.7'), 'wrong')
  }
  t.same(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
})

t.test('a right password has to wait as well, and forgets the failures of its own name and network alone', async t => {
  const { attempt, wait } = createTries(t)
  for (let tries = 0; tries < 5; tries++) {
    await attempt('alice', '192.0.2.7')
    await attempt('bob', '192.0.2.7')
  }
  t.equal(await attempt('alice', '192.0.2.7', right), 1)
  wait(1)
  t.equal(await attempt('alice', '192.0.2.7', right), 'in')
  t.equal(await attempt('alice', '192.0.2.7'), 'wrong')
  t.equal(await attempt('alice', '192.0.2.7', right), 'in')
  t.equal(await attempt('bob', '192.0.2.7'), 'wrong')
  t.equal(await attempt('bob', '192.0.2.7'), 2)
})

t.test('all spellings of a name count as one, and neighbours in a network', async t => {
  const { attempt } = createTries(t)
  const spellings = ['alice', 'ALICE', 'Alice', 'ａｌｉｃｅ', 'aLiCe']
  for (const [index, name] of spellings.entries()) t.equal(await attempt(name, `2001:db8:1:2::${index}`), 'wrong')
  t.equal(await attempt('alice', '2001:db8:1:2:ffff::1'), 1)
  t.equal(await attempt('alice', '2001:db8:1:3::1'), 'wrong')
  t.equal(await attempt('alicia', '2001:db8:1:2::1'), 'wrong')
})

t.test('from everywhere a name is tried fifty times before it waits, and never for more than a minute', async t => {
  const { attempt, wait, failFrom } = createTries(t)
  await failFrom(50, 'alice')
  t.equal(await attempt('alice', '203.0.113.1'), 1)
  for (let round = 0; round < 10; round++) {
    wait(60)
    await failFrom(1, 'alice', 50 + round)
  }
  t.equal(await attempt('alice', '203.0.113.2', right), 60)
})

t.test('who lately came in from a network is not locked out by others', async t => {
  const { attempt, failFrom, wait } = createTries(t)
  t.equal(await attempt('alice', '192.0.2.7', right), 'in')
  await failFrom(60, 'alice')
  t.equal(await attempt('alice', '203.0.113.1', right), 1)
  t.equal(await attempt('alice', '192.0.2.7', right), 'in')
  wait(31 * 24 * 3600)
  await failFrom(60, 'alice', 100)
  t.equal(await attempt('alice', '192.0.2.7', right), 1)
})

t.test('a try that has to wait for others does not count against its own network', async t => {
  const { attempt, failFrom, wait } = createTries(t)
  await failFrom(50, 'alice')
  for (let round = 0; round < 10; round++) {
    wait(60)
    await failFrom(1, 'alice', 50 + round)
  }
  for (let left = 60; left > 0; left--) {
    t.equal(await attempt('alice', '203.0.113.1', right), left)
    wait(1)
  }
  t.equal(await attempt('alice', '203.0.113.1', right), 'in')
})

t.test('a success from anywhere does not end the wait that others have earned', async t => {
  const { attempt, failFrom, wait } = createTries(t)
  await failFrom(50, 'alice')
  wait(1)
  t.equal(await attempt('alice', '203.0.113.1', right), 'in')
  t.equal(await attempt('alice', '203.0.113.2'), 'wrong')
  t.equal(await attempt('alice', '203.0.113.3', right), 2)
})

t.test('a server that is too busy to look counts nothing', async t => {
  const { attempt } = createTries(t)
  const busy = async () => {
    throw new Unavailable()
  }
  for (let tries = 0; tries < 20; tries++) t.equal(await attempt('alice', '192.0.2.7', busy), 5)
  t.equal(await attempt('bob', '192.0.2.7', right), 'in')
  for (let tries = 0; tries < 20; tries++) t.equal(await attempt('bob', '192.0.2.7', busy), 5)
  t.equal(await attempt('alice', '192.0.2.7', right), 'in')
})

t.test('of fifty tries at once only five are looked at', async t => {
  const { attempt } = createTries(t)
  const ends = await Promise.all(Array.from({ length: 50 }, () => attempt('alice', '192.0.2.7')))
  t.equal(ends.filter(end => end === 'wrong').length, 5)
})

t.test('where nobody counts, nobody waits', async t => {
  for (let tries = 0; tries < 20; tries++) {
    const work = limitPasswords({ attempts: undefined }, 'alice', { ipAddress: '192.0.2.7' }, right)
    t.equal(await work, 'in')
  }
})
