import { BooleanInput, Create, email, PasswordInput, required, TextInput } from 'react-admin'
import { RowForm } from '../../components/row-form.tsx'
import { useIsSuperuser } from '../../session.ts'
import { GroupsInput } from './groups-input.tsx'
import { NameInputs } from './name-inputs.tsx'

const help = (field: string) => `resources.users.help.${field}`

export const UserCreate = () => (
  <Create redirect="edit">
    <RowForm>
      <TextInput source="username" validate={required()} autoComplete="off" />
      <TextInput source="email" type="email" validate={email()} autoComplete="off" />
      <PasswordInput source="password" autoComplete="new-password" helperText={help('password')} />
      <NameInputs />
      <BooleanInput source="is_active" defaultValue={true} helperText={help('is_active')} />
      <RightsInputs />
    </RowForm>
  </Create>
)

/** Rights are given by superusers alone. */
function RightsInputs() {
  if (!useIsSuperuser()) return null
  return (
    <>
      <BooleanInput source="is_staff" defaultValue={false} helperText={help('is_staff')} />
      <BooleanInput source="is_superuser" defaultValue={false} helperText={help('is_superuser')} />
      <GroupsInput />
    </>
  )
}
