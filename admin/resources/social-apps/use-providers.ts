import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'react-admin'
import { useApi } from '../../components/use-api.ts'

export interface Provider {
  id: string
  name: string
  is_known: boolean
  redirect_uris: { site: number; domain: string; uri: string }[]
  can_test: boolean
}

/** The providers that this server has, by their names in the language of the page. */
export function useProviders(): Provider[] {
  const call = useApi()
  const locale = useLocale()
  const { data } = useQuery({
    queryKey: ['providers', locale],
    queryFn: () => call<{ results: Provider[] }>('GET', 'providers/')
  })
  return data?.results ?? []
}
