import GroupsIcon from '@mui/icons-material/GroupsOutlined'
import {
  Create,
  DataTable,
  Edit,
  NumberField,
  type ResourceProps,
  required,
  TextField,
  TextInput,
  useRecordContext
} from 'react-admin'
import { RowLink } from '../components/fields.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { RowForm } from '../components/row-form.tsx'
import { Rows } from '../components/rows.tsx'
import { SearchFilter } from '../components/search-filter.tsx'
import { useIsSuperuser } from '../session.ts'

const words = 'resources.groups'

const filters = [<SearchFilter key="search" source="search" label={`${words}.filters.search`} alwaysOn />]

const GroupList = () => (
  <ListPage sort={{ field: 'name', order: 'ASC' }} filters={filters}>
    <Rows page="edit" card={{ primary: <TextField source="name" />, secondary: <NumberField source="users" /> }}>
      <DataTable.Col source="name">
        <RowLink source="name" />
      </DataTable.Col>
      <DataTable.NumberCol source="users" disableSort />
    </Rows>
  </ListPage>
)

const GroupCreate = () => (
  <Create redirect="list">
    <RowForm>
      <TextInput source="name" validate={required()} autoComplete="off" />
    </RowForm>
  </Create>
)

const GroupEdit = () => (
  <Edit mutationMode="pessimistic" actions={false}>
    <GroupForm />
  </Edit>
)

function GroupForm() {
  const group = useRecordContext()
  const isReadOnly = !useIsSuperuser()
  return (
    <RowForm isReadOnly={isReadOnly} remove={<RemoveButton name={group?.name} toList />}>
      <TextInput source="name" validate={required()} readOnly={isReadOnly} autoComplete="off" />
    </RowForm>
  )
}

export const groups: ResourceProps = {
  name: 'groups',
  icon: GroupsIcon,
  list: GroupList,
  create: GroupCreate,
  edit: GroupEdit,
  recordRepresentation: 'name'
}
