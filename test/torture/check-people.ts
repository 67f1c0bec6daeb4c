import { addLogin, ask, logInByKakao, refresh, type Scene, writeChange } from './acts.ts'
import { readColumn } from './check-rows.ts'
import { type Login, type Person, settle } from './ledger.ts'

/** Of one person; the older ones are checked no more. */
const mostLogins = 8

/**
 * Asks the server whether it holds what it has told people, and of what it did not answer all or nothing; the ledger says
 * afterwards which.
 */
export async function checkPeople(scene: Scene, path: string, people: Person[]): Promise<void> {
  const { ledger } = scene
  const names = new Set(readColumn(path, 'SELECT username FROM auth_user'))
  const emails = new Set(readColumn(path, 'SELECT email FROM account_emailaddress'))
  const sids = new Set(readColumn(path, 'SELECT id FROM rest_auth_session'))
  for (const person of people) {
    try {
      checkExistence(scene, person, { names, emails })
      if (person.exists === 'yes') {
        await checkPassword(scene, person)
        for (const login of person.logins) await checkLogin(scene, person, login, sids)
        checkEmails(scene, person, emails)
        person.logins = person.logins.slice(-mostLogins)
      }
    } catch (error) {
      ledger.violations.push(`${person.name}: ${error}`)
    }
    person.isBusy = false
    person.isTouched = false
  }
  ledger.people = ledger.people.filter(({ exists }) => exists === 'yes')
}

/** Milliseconds in which who lost an answer gets it again: a little less than JWT_REFRESH_GRACE. */
const grace = 9500

/** Asks again for what a lost answer would have told: first of all, since it is told for ten seconds only. */
export async function retryRefreshes(scene: Scene): Promise<void> {
  for (const person of scene.ledger.people) {
    for (const login of person.logins) {
      const { asked } = login
      if (login.state !== 'open' || asked === undefined) continue
      try {
        await refresh(scene, person, login)
      } catch (error) {
        if (Date.now() - asked < grace) scene.ledger.violations.push(`${person.name}: ${error}`)
        login.state = 'ending' // Too late: that may have been a second use.
      }
      delete login.asked
    }
  }
}

interface Found {
  names: Set<unknown>
  emails: Set<unknown>
}

function checkExistence({ ledger }: Scene, person: Person, { names, emails }: Found): void {
  const isThere = names.has(person.name)
  if (person.exists === 'maybe') settle(ledger, isThere)
  else if (!isThere) throw new Error('is gone')
  if (isThere !== emails.has(person.email)) throw new Error('is there by half')
  person.exists = isThere ? 'yes' : 'no'
}

/** Whether a password logs in. */
async function works(scene: Scene, person: Person, password: string): Promise<boolean> {
  const payload = { username: person.name, password }
  const { status, body } = await ask(scene, '/rest-auth/login/', payload, { expected: [200, 400] })
  if (status === 200) addLogin(person, body)
  return status === 200
}

async function checkPassword(scene: Scene, person: Person): Promise<void> {
  if (person.kakaoToken !== undefined) return logInByKakao(scene, person, person.kakaoToken)
  const { change, password } = person
  const isChanged = change !== undefined && (await works(scene, person, change.password))
  if (change !== undefined) settle(scene.ledger, isChanged)
  const old = isChanged ? password : person.oldPassword
  if (isChanged) {
    const [login] = person.logins.slice(-1)
    writeChange(scene.ledger, person)
    if (login !== undefined) login.state = 'open' // It began after the change.
  } else if (!(await works(scene, person, password))) throw new Error('cannot log in')
  delete person.change
  if (old !== undefined && (await works(scene, person, old))) throw new Error('logs in with an old password')
  delete person.oldPassword // It was tried.
}

async function checkLogin(scene: Scene, person: Person, login: Login, sids: Set<unknown>): Promise<void> {
  const { status } = await ask(scene, '/api-jwt-auth/verify/', { token: login.token }, { expected: [200, 400] })
  const isOpen = status === 200
  if (login.state === 'ending') {
    settle(scene.ledger, !isOpen)
    login.state = isOpen ? 'open' : 'ended'
  }
  if (isOpen !== (login.state === 'open')) throw new Error(isOpen ? 'a login that ended is open' : 'a login is gone')
  const isNew = login === person.logins.at(-1)
  if (isOpen && !isNew && !sids.has(sidOf(login))) throw new Error('a login has no row')
  if (login.refreshToken !== undefined) await checkRefreshToken(scene, person, login)
}

const sidOf = ({ token }: Login): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid

/** The newest works; that of an ended login, or an old one, does not. */
async function checkRefreshToken(scene: Scene, person: Person, login: Login): Promise<void> {
  if (login.state === 'open') await refresh(scene, person, login)
  const { used, refreshToken } = login
  if (login.state === 'open' && used.length < 3) return
  const dead = login.state === 'open' ? used[0] : refreshToken
  await ask(scene, '/api-jwt-auth/refresh/', { refresh_token: dead }, { expected: [400] })
  login.state = 'ended' // Whoever shows an old one ends the session.
}

function checkEmails({ ledger }: Scene, person: Person, emails: Set<unknown>): void {
  for (const [email, told] of person.emails) {
    const isThere = emails.has(email)
    if (told === 'maybe') settle(ledger, isThere)
    else if (!isThere) throw new Error(`has lost the address ${email}`)
    if (isThere) person.emails.set(email, 'yes')
    else person.emails.delete(email)
  }
}

/** Those whom something was done to since the last check, and a few others. */
export function peopleToCheck({ ledger, random }: Scene): Person[] {
  return ledger.people.filter(person => person.isTouched || person.exists === 'maybe' || random.next() < 0.05)
}
