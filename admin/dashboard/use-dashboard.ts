import { useQuery } from '@tanstack/react-query'
import { useApi } from '../components/use-api.ts'

export interface LoginCount {
  /** As in 2026-11-01. */
  date: string
  method: string
  count: number
}

export interface Counts {
  users: number
  active_users: number
  new_this_week: number
  open_sessions: number
  logins: LoginCount[]
  providers: { provider: string; count: number }[]
}

export function useDashboard() {
  const call = useApi()
  return useQuery({ queryKey: ['dashboard'], queryFn: () => call<Counts>('GET', 'dashboard/') })
}
