import TokenIcon from '@mui/icons-material/VpnKeyOutlined'
import { DataTable, type ResourceProps, useRecordContext } from 'react-admin'
import { CodeField, TimeField, UserField } from '../components/fields.tsx'
import { HiddenLabel } from '../components/hidden-label.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { Rows } from '../components/rows.tsx'
import { UserInput } from '../components/user-input.tsx'

const filters = [<UserInput key="user" source="user" label="resources.tokens.filters.user" alwaysOn />]

/** The keys of Django REST Framework: one a user, which work until they are deleted. */
const TokenList = () => (
  <ListPage sort={{ field: 'created', order: 'DESC' }} filters={filters}>
    <Rows
      page={false}
      card={{
        primary: <UserField source="user" />,
        secondary: (
          <>
            <CodeField source="key" /> · <TimeField source="created" />
          </>
        ),
        action: <Remove />
      }}
    >
      <DataTable.Col source="username" disableSort>
        <UserField source="user" />
      </DataTable.Col>
      <DataTable.Col source="key" disableSort>
        <CodeField source="key" />
      </DataTable.Col>
      <DataTable.Col source="created">
        <TimeField source="created" />
      </DataTable.Col>
      <DataTable.Col label={<HiddenLabel word="admin.acts" />} align="right">
        <Remove />
      </DataTable.Col>
    </Rows>
  </ListPage>
)

const Remove = () => <RemoveButton name={useRecordContext()?.username} />

export const tokens: ResourceProps = { name: 'tokens', icon: TokenIcon, list: TokenList }
