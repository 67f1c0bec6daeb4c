import {
  ChipField,
  DataTable,
  ReferenceArrayField,
  ReferenceInput,
  SelectInput,
  SingleFieldList,
  TextField
} from 'react-admin'
import { CodeField, MethodField, RowLink, YesField } from '../../components/fields.tsx'
import { ListPage } from '../../components/list-page.tsx'
import { Rows } from '../../components/rows.tsx'
import { ProviderInput } from './provider-input.tsx'

const words = 'resources.social-apps.filters'

const filters = [
  <ProviderInput key="provider" source="provider" label={`${words}.provider`} />,
  <ReferenceInput key="site" source="site" reference="sites" perPage={100}>
    <SelectInput label={`${words}.site`} optionText="domain" />
  </ReferenceInput>
]

export const SocialAppList = () => (
  <ListPage sort={{ field: 'id', order: 'ASC' }} filters={filters}>
    <Rows page="edit" card={{ primary: <TextField source="name" />, secondary: <MethodField source="provider" /> }}>
      <DataTable.Col source="name" disableSort>
        <RowLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="provider" disableSort>
        <MethodField source="provider" />
      </DataTable.Col>
      <DataTable.Col source="client_id" disableSort>
        <CodeField source="client_id" />
      </DataTable.Col>
      <DataTable.Col source="has_secret" disableSort>
        <YesField source="has_secret" />
      </DataTable.Col>
      <DataTable.Col source="sites" disableSort>
        <ReferenceArrayField source="sites" reference="sites">
          <SingleFieldList linkType={false}>
            <ChipField source="domain" size="small" variant="outlined" />
          </SingleFieldList>
        </ReferenceArrayField>
      </DataTable.Col>
    </Rows>
  </ListPage>
)
