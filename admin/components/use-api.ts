import { useCallback } from 'react'
import { HttpError, useLogoutIfAccessDenied, useNotify, useRefresh } from 'react-admin'
import { api } from '../api.ts'

/** The API for what is no list and no row; who is logged in no more is sent to the login. */
export function useApi() {
  const logoutIfAccessDenied = useLogoutIfAccessDenied()
  return useCallback(
    async <Answer>(...request: Parameters<typeof api>): Promise<Answer> => {
      try {
        return await api<Answer>(...request)
      } catch (error) {
        await logoutIfAccessDenied(error)
        throw error
      }
    },
    [logoutIfAccessDenied]
  )
}

interface Ending {
  words?: Record<string, unknown>
  onDone?: () => void
}

/** Does something, says how it went, and shows the rows as they are then, or goes where there is something to show. */
export function useAct() {
  const notify = useNotify()
  const refresh = useRefresh()
  return async (act: () => Promise<unknown>, done: string, { words = {}, onDone = refresh }: Ending = {}) => {
    try {
      await act()
    } catch (error) {
      const message = error instanceof HttpError ? error.message : 'problems.unexpected'
      notify(message, { type: 'error', messageArgs: { _: message }, multiLine: true, autoHideDuration: 8000 })
      return
    }
    notify(done, { type: 'success', messageArgs: words })
    onDone()
  }
}
