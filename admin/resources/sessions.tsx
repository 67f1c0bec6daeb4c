import SessionIcon from '@mui/icons-material/DevicesOutlined'
import LogoutIcon from '@mui/icons-material/LogoutOutlined'
import { Chip, Typography } from '@mui/material'
import {
  DataTable,
  NullableBooleanInput,
  type ResourceProps,
  TextField,
  useRecordContext,
  useTranslate
} from 'react-admin'
import { MethodField, TimeField, UserField } from '../components/fields.tsx'
import { HiddenLabel } from '../components/hidden-label.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { Rows } from '../components/rows.tsx'
import { UserInput } from '../components/user-input.tsx'

const words = 'resources.sessions'

const filters = [
  <UserInput key="user" source="user" label={`${words}.filters.user`} alwaysOn />,
  <NullableBooleanInput key="open" source="open" label={`${words}.filters.open`} alwaysOn />
]

const SessionList = () => (
  <ListPage sort={{ field: 'created', order: 'DESC' }} filters={filters}>
    <SessionRows hasUser />
  </ListPage>
)

/** Logins, of all users or of one. */
export const SessionRows = ({ hasUser = false }: { hasUser?: boolean }) => (
  <Rows
    page={false}
    card={{
      primary: hasUser ? <UserField source="user" /> : <MethodField source="method" />,
      secondary: (
        <>
          <SessionState /> <TimeField source="created" /> · <TextField source="ip_address" />
          <UserAgent />
        </>
      ),
      action: <EndButton />
    }}
  >
    {hasUser && (
      <DataTable.Col source="username" disableSort>
        <UserField source="user" />
      </DataTable.Col>
    )}
    <DataTable.Col source="state" disableSort>
      <SessionState />
    </DataTable.Col>
    <DataTable.Col source="method" disableSort>
      <MethodField source="method" />
    </DataTable.Col>
    <DataTable.Col source="created">
      <TimeField source="created" />
    </DataTable.Col>
    <DataTable.Col source="last_used" disableSort>
      <TimeField source="last_used" />
    </DataTable.Col>
    <DataTable.Col source="ip_address" disableSort>
      <TextField source="ip_address" component="div" sx={{ maxWidth: 170 }} />
      <UserAgent />
    </DataTable.Col>
    <DataTable.Col label={<HiddenLabel word="admin.acts" />} align="right">
      <EndButton />
    </DataTable.Col>
  </Rows>
)

type State = 'open' | 'ended' | 'expired'

function stateOf(session: { ended: string | null; expires: string | null }): State {
  if (session.ended !== null) return 'ended'
  return session.expires !== null && Date.parse(session.expires) < Date.now() ? 'expired' : 'open'
}

function SessionState() {
  const translate = useTranslate()
  const session = useRecordContext<{ id: string; ended: string | null; expires: string | null; is_current: boolean }>()
  if (session === undefined) return null
  const state = stateOf(session)
  const label = session.is_current ? 'admin.this_session' : `${words}.states.${state}`
  return (
    <Chip size="small" variant="outlined" color={state === 'open' ? 'success' : 'default'} label={translate(label)} />
  )
}

/** As the browser called itself, which is anything: cut off, and whole on demand. */
function UserAgent() {
  const text = String(useRecordContext()?.user_agent ?? '')
  return (
    <Typography variant="caption" color="textSecondary" noWrap title={text} component="div" sx={{ maxWidth: 170 }}>
      {text}
    </Typography>
  )
}

function EndButton() {
  const session = useRecordContext<{ id: string; username: string; ended: string | null; expires: string | null }>()
  if (session === undefined || stateOf(session) !== 'open') return null
  return (
    <RemoveButton
      name={session.username}
      label={`${words}.end`}
      title={`${words}.end_title`}
      text={`${words}.end_text`}
      done={`${words}.ended`}
      icon={<LogoutIcon />}
    />
  )
}

export const sessions: ResourceProps = { name: 'sessions', icon: SessionIcon, list: SessionList }
