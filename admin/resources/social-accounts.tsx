import LinkOffIcon from '@mui/icons-material/LinkOff'
import AccountIcon from '@mui/icons-material/PersonPinOutlined'
import {
  DataTable,
  Labeled,
  type ResourceProps,
  Show,
  SimpleShowLayout,
  TopToolbar,
  useRecordContext
} from 'react-admin'
import { CodeField, MethodField, RowLink, TimeField, UserField } from '../components/fields.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { Rows } from '../components/rows.tsx'
import { SearchFilter } from '../components/search-filter.tsx'
import { UserInput } from '../components/user-input.tsx'
import { ValueTable } from '../components/value-table.tsx'
import { ProviderInput } from './social-apps/provider-input.tsx'

const words = 'resources.social-accounts'

const filters = [
  <SearchFilter key="search" source="search" label={`${words}.filters.search`} alwaysOn />,
  <ProviderInput key="provider" source="provider" label={`${words}.filters.provider`} alwaysOn />,
  <UserInput key="user" source="user" label={`${words}.filters.user`} />
]

const SocialAccountList = () => (
  <ListPage sort={{ field: 'id', order: 'DESC' }} filters={filters}>
    <SocialAccountRows hasUser />
  </ListPage>
)

/** Accounts at providers, of all users or of one. */
export const SocialAccountRows = ({ hasUser = false }: { hasUser?: boolean }) => (
  <Rows
    page="show"
    card={{
      primary: <MethodField source="provider" />,
      secondary: (
        <>
          <CodeField source="uid" /> · <TimeField source="last_login" />
        </>
      )
    }}
  >
    <DataTable.Col source="provider" disableSort>
      <MethodField source="provider" />
    </DataTable.Col>
    <DataTable.Col source="uid" disableSort>
      <RowLink source="uid" to="show" />
    </DataTable.Col>
    {hasUser && (
      <DataTable.Col source="username" disableSort>
        <UserField source="user" />
      </DataTable.Col>
    )}
    <DataTable.Col source="date_joined" disableSort>
      <TimeField source="date_joined" />
    </DataTable.Col>
    <DataTable.Col source="last_login" disableSort>
      <TimeField source="last_login" />
    </DataTable.Col>
  </Rows>
)

const SocialAccountShow = () => (
  <Show actions={<Actions />}>
    <SimpleShowLayout>
      <MethodField source="provider" label={`${words}.fields.provider`} />
      <CodeField source="uid" label={`${words}.fields.uid`} />
      <UserField source="user" label={`${words}.fields.username`} />
      <TimeField source="date_joined" label={`${words}.fields.date_joined`} />
      <TimeField source="last_login" label={`${words}.fields.last_login`} />
      <ExtraData />
    </SimpleShowLayout>
  </Show>
)

const Actions = () => (
  <TopToolbar>
    <RemoveButton name={useRecordContext()?.username} label={`${words}.disconnect`} icon={<LinkOffIcon />} toList />
  </TopToolbar>
)

const ExtraData = () => (
  <Labeled label={`${words}.fields.extra_data`} fullWidth>
    <ValueTable of={useRecordContext()?.extra_data ?? {}} />
  </Labeled>
)

export const socialAccounts: ResourceProps = {
  name: 'social-accounts',
  icon: AccountIcon,
  list: SocialAccountList,
  show: SocialAccountShow,
  recordRepresentation: 'uid'
}
