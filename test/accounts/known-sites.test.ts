// How long the rows of django_site are believed, and what ends it sooner.
import t, { type Test } from 'tap'
import { createKnownSites } from '../../accounts/known-sites.ts'
import { connect, openDjango } from '../db/opened.ts'
import { createClock } from '../outside.ts'

/** The sites of Django's database: example.com (1) and second.example.com (2). */
async function create(t: Test) {
  const database = await openDjango(t)
  const questions = t.capture(database.sites, 'all', database.sites.all)
  const clock = createClock()
  const warnings: unknown[] = []
  const known = await createKnownSites({ database, now: clock.now, warn: error => warnings.push(error) })
  const write = connect(t, database) // as another process does
  questions()
  return {
    database,
    clock,
    warnings,
    known,
    write: (sql: string) => write.exec(sql),
    /** How often the database was asked since the last time. */
    asked: () => questions().length
  }
}

const move = "update django_site set domain = 'moved.example.com' where id = 2"

t.test('sites are found by number and by host, and for that nobody asks the database', async t => {
  const { known, asked } = await create(t)
  for (let time = 0; time < 1000; time++) {
    t.equal(known.refresh(), undefined)
    known.findByHost(`host${time}.example`)
  }
  t.match(known.find(2), { id: 2, domain: 'second.example.com' })
  t.match(known.findByHost('second.example.com'), { id: 2, domain: 'second.example.com' })
  t.equal(known.find(3), undefined)
  t.equal(known.find(undefined), undefined)
  t.equal(known.findByHost('elsewhere.example'), undefined)
  t.equal(asked(), 0)
})

t.test('what another process changes is seen ten seconds later', async t => {
  const { known, clock, write, asked } = await create(t)
  write(move)
  clock.seconds += 9.999
  t.equal(known.refresh(), undefined)
  t.match(known.find(2), { domain: 'second.example.com' })
  clock.seconds += 0.001
  await known.refresh()
  t.match(known.find(2), { domain: 'moved.example.com' })
  t.equal(known.findByHost('second.example.com'), undefined)
  t.match(known.findByHost('moved.example.com'), { id: 2 })
  t.equal(known.refresh(), undefined)
  t.equal(asked(), 1)
})

t.test('what is forgotten is read at once', async t => {
  const { known, write, asked } = await create(t)
  write(move)
  known.forget()
  await known.refresh()
  t.match(known.findByHost('moved.example.com'), { id: 2 })
  t.equal(known.refresh(), undefined)
  t.equal(asked(), 1)
})

t.test('who comes while the rows are being read waits for the same question', async t => {
  const { known, clock, asked } = await create(t)
  clock.seconds += 10
  const reading = known.refresh()
  t.not(reading, undefined)
  t.equal(known.refresh(), reading)
  await reading
  t.equal(asked(), 1)
})

t.test('rows that were being read when a site changed are not kept', async t => {
  const { database, known, clock } = await create(t)
  const { promise: late, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof database.sites.all>>>()
  const before = await database.sites.all()
  const intercepted = t.intercept(database.sites, 'all', { value: () => late })
  clock.seconds += 10
  const reading = known.refresh()
  intercepted.restore()
  const after = before.map(site => ({ ...site, domain: `new-${site.domain}` }))
  t.intercept(database.sites, 'all', { value: async () => after })
  known.forget()
  await known.refresh()
  resolve(before)
  await reading
  t.match(known.findByHost('new-example.com'), { id: 1 })
  t.throws(() => Object.assign(known.find(1) ?? {}, { name: 'mine' }), TypeError, 'and nobody changes them by hand')
  t.equal(known.refresh(), undefined)
})

t.test('who waits for them gets the ones that are read in their place', async t => {
  const { database, known, clock, write } = await create(t)
  clock.seconds += 3600
  const { promise: late, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof database.sites.all>>>()
  const before = await database.sites.all()
  const intercepted = t.intercept(database.sites, 'all', { value: () => late })
  const reading = known.refresh()
  intercepted.restore()
  write(move)
  known.forget()
  resolve(before)
  await reading
  t.match(known.find(2), { domain: 'moved.example.com' })
})

t.test('a clock that is put back makes no row older than it is', async t => {
  const { known, clock, write } = await create(t)
  clock.seconds -= 3600
  write(move)
  await known.refresh()
  t.match(known.find(2), { domain: 'moved.example.com' })
})

t.test('where they cannot be read again the rows from before hold, and a second later it is tried again', async t => {
  const { known, clock, write, warnings, asked } = await create(t)
  write('alter table django_site rename to away')
  clock.seconds += 10
  await known.refresh()
  t.match(warnings, [{ message: /no such table: django_site/ }])
  t.match(known.findByHost('second.example.com'), { id: 2 })
  t.equal(known.refresh(), undefined)
  write('alter table away rename to django_site')
  write(move)
  clock.seconds += 1
  await known.refresh()
  t.match(known.findByHost('moved.example.com'), { id: 2 })
  t.equal(warnings.length, 1)
  t.equal(asked(), 2)
})

t.test('a site that was told of while the rows could not be read is told of once they can', async t => {
  const { known, clock, write } = await create(t)
  write('alter table django_site rename to away')
  clock.seconds += 10
  const reading = known.refresh()
  write('alter table away rename to django_site')
  write(move)
  known.forget()
  await known.refresh()
  await reading
  t.match(known.findByHost('moved.example.com'), { id: 2 })
})
