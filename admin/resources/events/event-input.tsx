import { useQuery } from '@tanstack/react-query'
import { AutocompleteInput } from 'react-admin'
import { useApi } from '../../components/use-api.ts'
import { useEventName } from './event-fields.tsx'

/** One of the events that there are. */
export function EventInput({ source, label }: { source: string; label: string; alwaysOn?: boolean }) {
  const call = useApi()
  const name = useEventName()
  const { data, isPending } = useQuery({
    queryKey: ['events', 'names'],
    queryFn: () => call<{ results: string[] }>('GET', 'events/names/')
  })
  const choices = (data?.results ?? []).map(id => ({ id, name: name(id) }))
  return (
    <AutocompleteInput
      source={source}
      label={label}
      choices={choices}
      isPending={isPending}
      translateChoice={false}
      sx={{ minWidth: { sm: 240 } }}
    />
  )
}
