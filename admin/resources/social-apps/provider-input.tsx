import { SelectInput, type Validator } from 'react-admin'
import { useProviders } from './use-providers.ts'

interface Props {
  source: string
  label?: string
  alwaysOn?: boolean
  /** What a row says already, which this server may not have. */
  current?: string | undefined
  validate?: Validator
  readOnly?: boolean
  helperText?: string
}

/** One of the server's providers. */
export function ProviderInput({ source, current, alwaysOn: _alwaysOn, ...rest }: Props) {
  const known = useProviders().map(({ id, name }) => ({ id, name }))
  const isUnknown = current !== undefined && !known.some(({ id }) => id === current)
  const choices = isUnknown ? [...known, { id: current, name: current }] : known
  return <SelectInput source={source} choices={choices} translateChoice={false} {...rest} />
}
