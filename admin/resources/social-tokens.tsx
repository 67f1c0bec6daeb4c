import TokenIcon from '@mui/icons-material/LockOutlined'
import { DataTable, type ResourceProps, useRecordContext } from 'react-admin'
import { CodeField, MethodField, TimeField, UserField, YesField } from '../components/fields.tsx'
import { HiddenLabel } from '../components/hidden-label.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { Rows } from '../components/rows.tsx'
import { UserInput } from '../components/user-input.tsx'
import { ProviderInput } from './social-apps/provider-input.tsx'

const words = 'resources.social-tokens'

const filters = [
  <ProviderInput key="provider" source="provider" label={`${words}.filters.provider`} alwaysOn />,
  <UserInput key="user" source="user" label={`${words}.filters.user`} alwaysOn />
]

/** The providers' tokens that are kept, never in full. */
const SocialTokenList = () => (
  <ListPage sort={{ field: 'id', order: 'DESC' }} filters={filters}>
    <Rows
      page={false}
      card={{
        primary: <UserField source="user" />,
        secondary: (
          <>
            <MethodField source="provider" /> · <CodeField source="token" /> · <TimeField source="expires_at" />
          </>
        ),
        action: <Remove />
      }}
    >
      <DataTable.Col source="username" disableSort>
        <UserField source="user" />
      </DataTable.Col>
      <DataTable.Col source="provider" disableSort>
        <MethodField source="provider" />
      </DataTable.Col>
      <DataTable.Col source="token" disableSort>
        <CodeField source="token" />
      </DataTable.Col>
      <DataTable.Col source="has_refresh_token" disableSort>
        <YesField source="has_refresh_token" />
      </DataTable.Col>
      <DataTable.Col source="expires_at" disableSort>
        <TimeField source="expires_at" />
      </DataTable.Col>
      <DataTable.Col label={<HiddenLabel word="admin.acts" />} align="right">
        <Remove />
      </DataTable.Col>
    </Rows>
  </ListPage>
)

const Remove = () => <RemoveButton name={useRecordContext()?.username} />

export const socialTokens: ResourceProps = { name: 'social-tokens', icon: TokenIcon, list: SocialTokenList }
