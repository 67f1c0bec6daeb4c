// The page: what is shown, and what its two buttons do.
import { beginLogin, get, pickUpLogin, Refusal } from './login.js'
import { expiryOf, forgetSession, keepFresh, keepSession, logOut, readSession } from './session.js'

const postsUrl = '/app/post/'
const element = id => document.getElementById(id)
let stopRefreshing = () => {}

element('kakao').addEventListener('click', () => {
  show('busy')
  beginLogin().catch(fail)
})
// Back from Kakao by the browser's button: the page is shown as it was left.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) start()
})
start()

/** Goes on with the login that the address brings, or else with the one that this tab has kept. */
async function start() {
  stopRefreshing()
  if (new URL(location.href).searchParams.has('login_code')) show('busy')
  let session = readSession()
  let trouble
  try {
    session = (await pickUpLogin()) ?? session
  } catch (error) {
    trouble = isRefused(error) ? 'refused' : 'away'
  }
  if (session === undefined) show('out')
  else welcome(session)
  tell(trouble)
}

/** Shows who is logged in, and what they may read. */
function welcome(session) {
  let current = session
  keepSession(session)
  showSession(session)
  show('in')
  stopRefreshing = keepFresh(session, {
    renewed(next) {
      current = next
      keepSession(next)
      showSession(next)
    },
    ended: () => leave('over')
  })
  element('log-out').onclick = () => logOut(current).then(() => leave(), fail)
  get(postsUrl, session.token).then(showPosts, fail)
}

function showSession(session) {
  const { username } = session.user
  const until = new Date(expiryOf(session))
  element('name').textContent = username
  element('face').textContent = [...username].slice(0, 1).join('').toUpperCase()
  element('until').textContent = until.toLocaleTimeString(document.documentElement.lang)
  element('until').dateTime = until.toISOString()
}

function showPosts(posts) {
  const items = posts.map(post => {
    const item = element('post').content.cloneNode(true)
    for (const slot of item.querySelectorAll('[data-slot]')) slot.textContent = post[slot.dataset.slot]
    return item
  })
  element('posts').replaceChildren(...items)
}

/** Shows the way in again; what was shown of the user goes. */
function leave(trouble) {
  stopRefreshing()
  forgetSession()
  for (const id of ['name', 'face', 'until', 'posts']) element(id).replaceChildren()
  tell(trouble)
  show('out')
  element('kakao').focus()
}

/** What went wrong: a refusal ends the session, a server that is away does not. */
function fail(error) {
  if (isRefused(error)) return leave(error.status === 401 ? 'over' : 'refused')
  tell('away')
  show(readSession() === undefined ? 'out' : 'in')
}

const isRefused = error => error instanceof Refusal && error.status < 500

function tell(trouble) {
  const { dataset } = element('trouble')
  element('trouble').textContent = dataset[trouble] ?? ''
  element('trouble').hidden = trouble === undefined
}

function show(state) {
  for (const id of ['busy', 'out', 'in']) element(id).hidden = id !== state
}
