import { AutocompleteInput, ReferenceInput } from 'react-admin'

interface Props {
  source: string
  label?: string
  alwaysOn?: boolean
  isRequired?: boolean
}

/** A user, found by the beginning of the username or the e-mail address. */
export const UserInput = ({ source, label, isRequired = false }: Props) => (
  <ReferenceInput source={source} reference="users" sort={{ field: 'username', order: 'ASC' }}>
    <AutocompleteInput
      {...(label !== undefined && { label })}
      isRequired={isRequired}
      sx={{ minWidth: { sm: 240 } }}
      optionText={(user?: { username: string; email: string }) =>
        user === undefined ? '' : [user.username, user.email].filter(text => text !== '').join(' · ')
      }
      filterToQuery={(search: string) => ({ search })}
      noOptionsText="ra.navigation.no_results"
    />
  </ReferenceInput>
)
