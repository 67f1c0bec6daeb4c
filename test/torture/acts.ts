// What people do: each act writes into the ledger what is asked before it is sent, and what was answered after it.
import type { KakaoServer } from '../kakao-server.ts'
import { send } from '../standalone-server.ts'
import { acknowledge, type Ledger, type Login, openLogins, type Person } from './ledger.ts'
import type { Random } from './random.ts'

export interface Scene {
  url: string
  ledger: Ledger
  random: Random
  kakao: KakaoServer
  isRotating: boolean
}

interface LoginAnswer {
  token: string
  refresh_token?: string
  user?: { pk: number }
}

/** @throws a TypeError of `fetch` when no answer comes; an Error when it is another one than it must be */
export async function ask(
  { url }: Scene,
  path: string,
  payload: object,
  { login, expected = [200, 201] }: { login?: Login; expected?: number[] } = {}
): Promise<{ status: number; body: LoginAnswer }> {
  const headers: Record<string, string> = login === undefined ? {} : { authorization: `JWT ${login.token}` }
  const { status, body } = await send(`${url}${path}`, payload, headers)
  if (!expected.includes(status)) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`)
  return { status, body: body as LoginAnswer }
}

/** Writes down the session that an answer began. */
export function addLogin(person: Person, { token, refresh_token: refreshToken, user }: LoginAnswer): void {
  person.logins.push({ token, used: [], state: 'open', ...(refreshToken !== undefined && { refreshToken }) })
  if (user !== undefined) person.pk = user.pk
}

export const passwordsOf = (password: string) => ({ password1: password, password2: password })

let count = 0

function newPerson({ ledger, random }: Scene, kind: string): Person {
  const name = `${kind}${++count}`
  const password = `${name} has a lovely passphrase`
  const common = { name, email: `${name}@example.com`, password, logins: [], emails: new Map() }
  const person: Person = { ...common, exists: 'maybe', isBusy: true, isTouched: true }
  ledger.people.splice(random.between(0, ledger.people.length), 0, person)
  return person
}

async function register(scene: Scene): Promise<void> {
  const person = newPerson(scene, 'person')
  const { name: username, email, password } = person
  const { body } = await ask(scene, '/rest-auth/registration/', { username, email, ...passwordsOf(password) })
  person.exists = 'yes'
  addLogin(person, body)
  scene.ledger.mails.confirm.add(email)
  person.isBusy = false
}

async function comeByKakao(scene: Scene): Promise<void> {
  const person = newPerson(scene, 'kakao')
  const accessToken = `tok-${person.name}`
  person.kakaoToken = accessToken
  scene.kakao.tokens.set(accessToken, {
    person: { id: `39${String(count).padStart(8, '0')}`, nickname: person.name, email: person.email }
  })
  await logInByKakao(scene, person, accessToken)
  person.exists = 'yes'
  person.isBusy = false
}

export async function logInByKakao(scene: Scene, person: Person, accessToken: string): Promise<void> {
  const { body } = await ask(scene, '/accounts/rest-auth/kakao/', { access_token: accessToken })
  if (person.pk !== undefined && body.user?.pk !== person.pk) throw new Error(`${person.name} became somebody else`)
  addLogin(person, body)
}

async function logIn(scene: Scene, person: Person): Promise<void> {
  if (person.kakaoToken !== undefined) return logInByKakao(scene, person, person.kakaoToken)
  const { name: username, password } = person
  addLogin(person, (await ask(scene, '/rest-auth/login/', { username, password })).body)
}

export async function refresh(scene: Scene, _person: Person, login: Login): Promise<void> {
  const { token, refreshToken } = login
  const payload = refreshToken === undefined ? { token } : { refresh_token: refreshToken }
  login.asked = Date.now()
  const { body } = await ask(scene, '/api-jwt-auth/refresh/', payload)
  delete login.asked
  login.token = body.token
  if (refreshToken === undefined || body.refresh_token === undefined) return
  login.used.push(refreshToken)
  login.refreshToken = body.refresh_token
}

async function logOut(scene: Scene, _person: Person, login: Login): Promise<void> {
  login.state = 'ending'
  await ask(scene, '/rest-auth/logout/', {}, { login })
  login.state = 'ended'
}

async function changePassword(scene: Scene, person: Person, login: Login): Promise<void> {
  const password = `${person.name} has passphrase ${scene.random.between(1, 1e9)}`
  person.change = { password, by: login }
  const payload = { new_password1: password, new_password2: password }
  await ask(scene, '/rest-auth/password/change/', payload, { login })
  writeChange(scene.ledger, person)
}

/**
 * A change was made: the old password is no good any more, nor is any login but the one that made it, and addresses that
 * were not verified are dropped.
 */
export function writeChange({ mails }: Ledger, person: Person): void {
  if (person.change === undefined) return
  const { password, by } = person.change
  person.oldPassword = person.password
  person.password = password
  for (const other of person.logins) if (other !== by) other.state = 'ended'
  for (const email of person.emails.keys()) mails.confirm.delete(email) // Unless it was on its way already.
  person.emails.clear()
  delete person.change
}

async function addAddress(scene: Scene, person: Person, login: Login): Promise<void> {
  const email = `${person.name}-${person.emails.size}@example.com`
  person.emails.set(email, 'maybe')
  await ask(scene, '/rest-auth/emails/', { email }, { login })
  person.emails.set(email, 'yes')
  scene.ledger.mails.confirm.add(email)
}

async function askForReset(scene: Scene, { email }: Person): Promise<void> {
  await ask(scene, '/rest-auth/password/reset/', { email })
  scene.ledger.mails.reset.add(email)
}

const hasPassword = (person: Person) => person.kakaoToken === undefined
const hasRoom = (person: Person) => person.emails.size < 8

interface Act {
  kind: string
  weight: number
  /** Who can do it, of those who exist. */
  fits?(person: Person): boolean
  /** With one of their open logins, where it takes one. */
  byLogin?(scene: Scene, person: Person, login: Login): Promise<void>
  byPerson?(scene: Scene, person: Person): Promise<void>
  byNobody?(scene: Scene): Promise<void>
}

const acts: Act[] = [
  { kind: 'registration', weight: 4, byNobody: register },
  { kind: 'first Kakao login', weight: 3, byNobody: comeByKakao },
  { kind: 'login', weight: 4, byPerson: logIn },
  { kind: 'refresh', weight: 5, byLogin: refresh },
  { kind: 'logout', weight: 2, byLogin: logOut },
  { kind: 'password change', weight: 2, fits: hasPassword, byLogin: changePassword },
  { kind: 'e-mail address', weight: 2, fits: hasRoom, byLogin: addAddress },
  { kind: 'reset asked', weight: 2, fits: hasPassword, byPerson: askForReset }
]
const lots = acts.flatMap(act => Array.from({ length: act.weight }, () => act))

/** Does one thing that somebody can do now. */
export async function actOnce(scene: Scene): Promise<void> {
  const { ledger, random } = scene
  const act = random.pick(lots)
  if (act?.byNobody !== undefined) {
    await act.byNobody(scene)
    return acknowledge(ledger, act.kind)
  }
  const free = ledger.people.slice(0, 60).filter(person => person.exists === 'yes' && !person.isBusy)
  const person = random.pick(free.filter(person => act?.fits?.(person) ?? true))
  if (act === undefined || person === undefined) return
  const login = random.pick(openLogins(person))
  if (act.byLogin !== undefined && login === undefined) return
  person.isBusy = true
  person.isTouched = true
  if (login !== undefined) await act.byLogin?.(scene, person, login)
  await act.byPerson?.(scene, person)
  person.isBusy = false
  acknowledge(ledger, act.kind)
}
