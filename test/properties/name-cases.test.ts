// Names are somebody's in any case: of ASCII letters however they are mixed, and of others small, in capitals, capitalised.
import fc from 'fast-check'
import t from 'tap'
import { usernameMessages } from '../../core/username.ts'
import { openDatabase } from '../../db/open.ts'
import { newDatabase } from '../helper.ts'
import { always } from './texts.ts'

/** Letters of one small form and one capital: `ß` has two capitals, and final sigma is small in two ways. */
const letters = [...'abcxyzIikKéàñåøžæœþабвжяαβγωაბ가민수山'].filter(letter => {
  const [small, capital] = [letter.toLowerCase(), letter.toUpperCase()]
  return capital.toLowerCase() === small && [...capital].length === 1
})
const name = fc.string({ unit: fc.constantFrom(...letters, ...'09_.@+-'), minLength: 1, maxLength: 12 })
const user = {
  firstName: '',
  lastName: '',
  isStaff: false,
  isSuperuser: false,
  isActive: true,
  email: '',
  password: '!',
  dateJoined: new Date(0)
}

function spellings(name: string): string[] {
  const [first = '', ...rest] = name.toLowerCase()
  return [name.toLowerCase(), name.toUpperCase(), first.toUpperCase() + rest.join('')]
}

t.test('a name that is somebody’s is so in its other cases, whichever of them came first', async t => {
  const database = await openDatabase({ url: newDatabase(t) })
  t.teardown(() => database.close())
  const taken = new Set<string>()
  await always(
    t,
    fc.asyncProperty(name, fc.nat(2), async (name, n) => {
      fc.pre(usernameMessages(name).length === 0)
      const isTaken = taken.has(name.toLowerCase())
      const stored = await database.transaction(queries =>
        queries.users.insert({ ...user, username: spellings(name)[n] ?? name })
      )
      taken.add(name.toLowerCase())
      if ((stored === undefined) !== isTaken) return false
      const found = await Promise.all(spellings(name).map(other => database.users.hasUsername(other)))
      return found.every(Boolean)
    })
  )
})

t.test('a name of ASCII letters is somebody’s however its letters are mixed', async t => {
  const database = await openDatabase({ url: newDatabase(t) })
  t.teardown(() => database.close())
  const ascii = fc.string({ unit: fc.constantFrom(...'abcxyzABCIikK09_.'), minLength: 3, maxLength: 8 })
  await always(
    t,
    fc.asyncProperty(ascii, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), async (name, capitals) => {
      const mixed = [...name].map((letter, i) => (capitals[i] ? letter.toUpperCase() : letter.toLowerCase())).join('')
      await database.transaction(queries => queries.users.insert({ ...user, username: name }))
      const again = await database.transaction(queries => queries.users.insert({ ...user, username: mixed }))
      return (
        again === undefined &&
        (await database.users.findByUsername(mixed))?.username.toLowerCase() === name.toLowerCase()
      )
    })
  )
})
