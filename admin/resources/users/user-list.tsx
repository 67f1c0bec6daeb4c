import { Box } from '@mui/material'
import { DataTable, DateInput, NullableBooleanInput, ReferenceInput, SelectInput, TextField } from 'react-admin'
import { MethodsField, RowLink, TimeField } from '../../components/fields.tsx'
import { ListPage } from '../../components/list-page.tsx'
import { Rows } from '../../components/rows.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { UserState } from './user-state.tsx'

const words = 'resources.users'

const filters = [
  <SearchFilter key="search" source="search" label={`${words}.filters.search`} alwaysOn />,
  <NullableBooleanInput key="is_active" source="is_active" label={`${words}.fields.is_active`} />,
  <NullableBooleanInput key="is_staff" source="is_staff" label={`${words}.fields.is_staff`} />,
  <NullableBooleanInput key="is_superuser" source="is_superuser" label={`${words}.fields.is_superuser`} />,
  <ReferenceInput key="group" source="group" reference="groups" sort={{ field: 'name', order: 'ASC' }} perPage={100}>
    <SelectInput label={`${words}.filters.group`} optionText="name" />
  </ReferenceInput>,
  <DateInput key="joined_since" source="joined_since" label={`${words}.filters.joined_since`} />
]

export const UserList = () => (
  <ListPage sort={{ field: 'id', order: 'DESC' }} filters={filters}>
    <Rows
      page="edit"
      card={{
        primary: <TextField source="username" sx={{ fontWeight: 600 }} />,
        secondary: (
          <>
            <TextField source="email" component="div" />
            <Box sx={{ mt: 0.5 }}>
              <UserState />
            </Box>
          </>
        )
      }}
    >
      <DataTable.NumberCol source="id" />
      <DataTable.Col source="username">
        <RowLink source="username" />
      </DataTable.Col>
      <DataTable.Col source="email" disableSort>
        <TextField source="email" sx={{ display: 'inline-block', maxWidth: 260 }} />
      </DataTable.Col>
      <DataTable.Col source="state" disableSort>
        <UserState />
      </DataTable.Col>
      <DataTable.Col source="providers" disableSort>
        <MethodsField source="providers" />
      </DataTable.Col>
      <DataTable.Col source="date_joined">
        <TimeField source="date_joined" />
      </DataTable.Col>
      <DataTable.Col source="last_login">
        <TimeField source="last_login" />
      </DataTable.Col>
    </Rows>
  </ListPage>
)
