import BlockIcon from '@mui/icons-material/Block'
import TrailIcon from '@mui/icons-material/History'
import LogoutIcon from '@mui/icons-material/LogoutOutlined'
import MailIcon from '@mui/icons-material/MailOutlined'
import CheckIcon from '@mui/icons-material/TaskAlt'
import { Button as MuiButton } from '@mui/material'
import { LinkBase, TopToolbar, useDataProvider, useRecordContext, useTranslate } from 'react-admin'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import { useAct, useApi } from '../../components/use-api.ts'
import { useIsSuperuser, useSession } from '../../session.ts'
import { mayTouch } from './may-touch.ts'
import { SetPasswordButton } from './set-password-button.tsx'

const words = 'resources.users.actions'

/** What can be done with a user. Staff may do it to people who are not staff. */
export function UserActions() {
  const translate = useTranslate()
  const user = useRecordContext()
  const isSuperuser = useIsSuperuser()
  const self = useSession()?.user?.id
  const act = useAct()
  const call = useApi()
  const dataProvider = useDataProvider()
  if (user === undefined) return <TopToolbar />
  const mayAct = mayTouch(user, isSuperuser)
  const name = user.username
  const setActive = (is_active: boolean, done: string) =>
    act(() => dataProvider.update('users', { id: user.id, data: { is_active }, previousData: user }), done, {
      words: { name }
    })
  return (
    <TopToolbar sx={{ flexWrap: 'wrap', justifyContent: 'flex-end' }}>
      <MuiButton
        size="small"
        startIcon={<TrailIcon />}
        component={LinkBase}
        to={`/events?filter=${encodeURIComponent(JSON.stringify({ user: user.id }))}`}
      >
        {translate(`${words}.trail`)}
      </MuiButton>
      {mayAct && user.email !== '' && user.has_password && user.is_active && (
        <ConfirmButton
          label={translate(`${words}.send_reset`)}
          icon={<MailIcon />}
          title={translate(`${words}.send_reset_title`, { name })}
          text={translate(`${words}.send_reset_text`, { email: user.email })}
          act={() => act(() => call('POST', `users/${user.id}/password-reset/`), `${words}.reset_sent`)}
        />
      )}
      {isSuperuser && <SetPasswordButton />}
      {mayAct && (
        <ConfirmButton
          label={translate(`${words}.end_sessions`)}
          icon={<LogoutIcon />}
          title={translate(`${words}.end_sessions_title`, { name })}
          text={translate(`${words}.end_sessions_text`)}
          act={() => act(() => call('POST', `users/${user.id}/end-sessions/`), `${words}.sessions_ended`)}
        />
      )}
      {mayAct && user.id !== self && user.is_active === true && (
        <ConfirmButton
          label={translate(`${words}.deactivate`)}
          icon={<BlockIcon />}
          title={translate(`${words}.deactivate_title`, { name })}
          text={translate(`${words}.deactivate_text`)}
          act={() => setActive(false, `${words}.deactivated`)}
        />
      )}
      {mayAct && user.is_active === false && (
        <MuiButton size="small" startIcon={<CheckIcon />} onClick={() => setActive(true, `${words}.activated`)}>
          {translate(`${words}.activate`)}
        </MuiButton>
      )}
    </TopToolbar>
  )
}
