import { Box, Typography } from '@mui/material'
import { BooleanInput, email, Labeled, required, TextInput, useRecordContext, useTranslate } from 'react-admin'
import { MethodsField, TimeField, YesField } from '../../components/fields.tsx'
import { RemoveButton } from '../../components/remove-button.tsx'
import { RowForm } from '../../components/row-form.tsx'
import { useIsSuperuser, useSession } from '../../session.ts'
import { GroupsInput } from './groups-input.tsx'
import { mayTouch } from './may-touch.ts'
import { NameInputs } from './name-inputs.tsx'

const words = 'resources.users'

/** Staff may change names and activity of people who are not staff; superusers all but their own rights. */
export function UserForm() {
  const translate = useTranslate()
  const user = useRecordContext()
  const self = useSession()?.user?.id
  const isSuperuser = useIsSuperuser()
  if (user === undefined) return null
  const isSelf = user.id === self
  const mayEdit = isSelf || mayTouch(user, isSuperuser)
  const mayRaise = isSuperuser && !isSelf
  return (
    <RowForm isWide isReadOnly={!mayEdit} remove={<RemoveButton name={user.username} toList />}>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' }, columnGap: 5, width: '100%' }}>
        <div>
          <Part title={`${words}.sections.person`} />
          <TextInput source="username" validate={required()} readOnly={!isSuperuser && !isSelf} autoComplete="off" />
          <TextInput
            source="email"
            type="email"
            validate={email()}
            readOnly={!isSuperuser}
            helperText={`${words}.help.email`}
            autoComplete="off"
          />
          <NameInputs isReadOnly={!mayEdit} />
          <Part title={`${words}.sections.account`} />
          <Facts />
        </div>
        <div>
          <Part title={`${words}.sections.rights`} />
          {isSelf && <Typography variant="body2">{translate(`${words}.help.own_rights`)}</Typography>}
          <BooleanInput source="is_active" disabled={!mayEdit || isSelf} helperText={`${words}.help.is_active`} />
          <BooleanInput source="is_staff" disabled={!mayRaise} helperText={`${words}.help.is_staff`} />
          <BooleanInput source="is_superuser" disabled={!mayRaise} helperText={`${words}.help.is_superuser`} />
          <GroupsInput isReadOnly={!mayRaise} />
        </div>
      </Box>
    </RowForm>
  )
}

const Part = ({ title }: { title: string }) => (
  <Typography variant="h6" component="h2" sx={{ mt: 2, mb: 0.5, '&:first-of-type': { mt: 0 } }}>
    {useTranslate()(title)}
  </Typography>
)

/** What cannot be changed here. */
const Facts = () => (
  <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 1, width: '100%' }}>
    <Labeled label={`${words}.fields.date_joined`}>
      <TimeField source="date_joined" />
    </Labeled>
    <Labeled label={`${words}.fields.last_login`}>
      <TimeField source="last_login" />
    </Labeled>
    <Labeled label={`${words}.fields.has_password`}>
      <YesField source="has_password" />
    </Labeled>
    <Labeled label={`${words}.fields.providers`}>
      <MethodsField source="providers" />
    </Labeled>
  </Box>
)
