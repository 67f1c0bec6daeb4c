import { TextInput, useLocale } from 'react-admin'

/** First and last name, the family's first where people say it first. */
export function NameInputs({ isReadOnly = false }: { isReadOnly?: boolean }) {
  const names = useLocale() === 'ko' ? ['last_name', 'first_name'] : ['first_name', 'last_name']
  return names.map(name => <TextInput key={name} source={name} readOnly={isReadOnly} autoComplete="off" />)
}
