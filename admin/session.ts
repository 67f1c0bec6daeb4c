import { useSyncExternalStore } from 'react'

/** What `session/` answers: who is logged in here, and what is needed to ask for more. */
export interface Session {
  user: SessionUser | null
  csrf_token: string
  needs_superuser: boolean
  site: { id: number; domain: string; name: string }
  confirmed_until: string | null
}

export interface SessionUser {
  id: number
  username: string
  first_name: string
  last_name: string
  is_superuser: boolean
}

let current: Session | undefined
const listeners = new Set<() => void>()

/** The session as it was last answered; undefined before that. */
export const currentSession = () => current

export function keepSession(session: Session): Session {
  current = session
  for (const listener of listeners) listener()
  return session
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export const useSession = () => useSyncExternalStore(subscribe, currentSession)

/** Whether to offer what superusers alone may do; the server decides in any case. */
export const useIsSuperuser = () => useSession()?.user?.is_superuser === true
