import { type AuthProvider, HttpError } from 'react-admin'
import { api, loadSession } from './api.ts'
import { mayTouch } from './resources/users/may-touch.ts'
import { currentSession, keepSession, type Session } from './session.ts'

/** Who is logged in, by `session/`. */
export const authProvider: AuthProvider = {
  async login({ username, password }: { username: string; password: string }) {
    keepSession(await api<Session>('POST', 'session/', { username, password }))
  },
  async logout() {
    // Nobody is logged in after a 401, and there is nothing to end.
    if (currentSession()?.user == null) return
    try {
      await api('DELETE', 'session/')
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 401) throw error
    }
    await loadSession()
  },
  async checkAuth() {
    const { user } = currentSession() ?? (await loadSession())
    if (user === null) throw { message: false } // goes to the login without a complaint
  },
  async checkError({ status }: { status?: number }) {
    if (status !== 401) return
    await loadSession().catch(() => undefined)
    throw new Error('problems.logged_out')
  },
  async getIdentity() {
    const { user } = currentSession() ?? (await loadSession())
    return user === null ? { id: '' } : { id: user.id, fullName: user.username }
  },
  async canAccess({ action, resource, record }) {
    const { user } = currentSession() ?? (await loadSession())
    return user !== null && (user.is_superuser || staffMay(action, resource, record))
  }
}

/** What staff may delete who are no superusers. They may look at everything, and make users without rights. */
const deletable = ['social-accounts', 'social-tokens', 'tokens', 'sessions']

function staffMay(action: string, resource: string, record?: Record<string, unknown>) {
  if (action === 'create') return resource === 'users'
  if (action !== 'delete') return true
  if (resource === 'users') return record !== undefined && mayTouch(record, false)
  return deletable.includes(resource)
}
