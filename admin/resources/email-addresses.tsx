import MailIcon from '@mui/icons-material/AlternateEmail'
import { Chip } from '@mui/material'
import {
  BooleanInput,
  Create,
  DataTable,
  Edit,
  email,
  Labeled,
  NullableBooleanInput,
  type ResourceProps,
  required,
  TextField,
  TextInput,
  useRecordContext,
  useTranslate
} from 'react-admin'
import { RowLink, UserField, YesField } from '../components/fields.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { RowForm } from '../components/row-form.tsx'
import { Rows } from '../components/rows.tsx'
import { SearchFilter } from '../components/search-filter.tsx'
import { UserInput } from '../components/user-input.tsx'
import { useIsSuperuser } from '../session.ts'

const words = 'resources.email-addresses'

const filters = [
  <SearchFilter key="search" source="search" label={`${words}.filters.search`} alwaysOn />,
  <UserInput key="user" source="user" label={`${words}.fields.user`} />,
  <NullableBooleanInput key="verified" source="verified" label={`${words}.fields.verified`} />,
  <NullableBooleanInput key="primary" source="primary" label={`${words}.fields.primary`} />
]

const EmailAddressList = () => (
  <ListPage sort={{ field: 'id', order: 'DESC' }} filters={filters}>
    <EmailAddressRows hasUser />
  </ListPage>
)

/** Addresses, of all users or of one. */
export const EmailAddressRows = ({ hasUser = false }: { hasUser?: boolean }) => (
  <Rows
    page="edit"
    card={{
      primary: <TextField source="email" sx={{ fontWeight: 600 }} />,
      secondary: (
        <>
          {hasUser && <TextField source="username" component="div" />}
          <Marks />
        </>
      )
    }}
  >
    <DataTable.Col source="email">
      <RowLink source="email" />
    </DataTable.Col>
    {hasUser && (
      <DataTable.Col source="user" disableSort>
        <UserField source="user" />
      </DataTable.Col>
    )}
    <DataTable.Col source="verified" disableSort>
      <YesField source="verified" />
    </DataTable.Col>
    <DataTable.Col source="primary" disableSort>
      <YesField source="primary" />
    </DataTable.Col>
  </Rows>
)

function Marks() {
  const translate = useTranslate()
  const row = useRecordContext()
  const marks = ['verified', 'primary'].filter(mark => row?.[mark] === true)
  return marks.map(mark => (
    <Chip key={mark} size="small" variant="outlined" sx={{ mr: 0.5 }} label={translate(`${words}.fields.${mark}`)} />
  ))
}

const EmailAddressCreate = () => (
  <Create redirect={(_resource, _id, row) => `users/${row?.user}`}>
    <RowForm>
      <UserInput source="user" isRequired />
      <TextInput source="email" type="email" validate={[required(), email()]} autoComplete="off" />
      <BooleanInput source="verified" defaultValue={false} helperText={`${words}.help.verified`} />
      <BooleanInput source="primary" defaultValue={false} helperText={`${words}.help.primary`} />
    </RowForm>
  </Create>
)

const EmailAddressEdit = () => (
  <Edit mutationMode="pessimistic" actions={false}>
    <EmailAddressForm />
  </Edit>
)

function EmailAddressForm() {
  const address = useRecordContext()
  const isReadOnly = !useIsSuperuser()
  return (
    <RowForm isReadOnly={isReadOnly} remove={<RemoveButton name={address?.email} toList />}>
      <Labeled label={`${words}.fields.user`}>
        <UserField source="user" />
      </Labeled>
      <Labeled label={`${words}.fields.email`}>
        <TextField source="email" />
      </Labeled>
      <BooleanInput source="verified" disabled={isReadOnly} helperText={`${words}.help.verified`} />
      <BooleanInput source="primary" disabled={isReadOnly} helperText={`${words}.help.primary`} />
    </RowForm>
  )
}

export const emailAddresses: ResourceProps = {
  name: 'email-addresses',
  icon: MailIcon,
  list: EmailAddressList,
  create: EmailAddressCreate,
  edit: EmailAddressEdit,
  recordRepresentation: 'email'
}
