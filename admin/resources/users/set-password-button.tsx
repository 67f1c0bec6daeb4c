import KeyIcon from '@mui/icons-material/KeyOutlined'
import { Button, Dialog, DialogContent, DialogContentText, DialogTitle } from '@mui/material'
import { useId, useState } from 'react'
import { useNotify, useRecordContext, useRefresh, useTranslate } from 'react-admin'
import { PasswordForm } from '../../components/password-form.tsx'
import { useApi } from '../../components/use-api.ts'

const words = 'resources.users.actions'

/** Sets a password for the user at hand; what is wrong with it stands at the field. */
export function SetPasswordButton() {
  const translate = useTranslate()
  const user = useRecordContext()
  const call = useApi()
  const notify = useNotify()
  const refresh = useRefresh()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const close = () => setOpen(false)
  if (user === undefined) return null
  async function setPassword(password: string) {
    await call('POST', `users/${user?.id}/password/`, { password })
    close()
    notify(`${words}.password_set`, { type: 'success' })
    refresh()
  }
  return (
    <>
      <Button size="small" startIcon={<KeyIcon />} onClick={() => setOpen(true)}>
        {translate(`${words}.set_password`)}
      </Button>
      <Dialog open={isOpen} onClose={close} fullWidth maxWidth="xs" aria-labelledby={id}>
        <DialogTitle id={id}>{translate(`${words}.set_password_title`, { name: user.username })}</DialogTitle>
        <DialogContent>
          <DialogContentText sx={{ mb: 2 }}>{translate(`${words}.set_password_text`)}</DialogContentText>
          <PasswordForm
            label={translate(`${words}.new_password`)}
            submit={translate(`${words}.set_password`)}
            autoComplete="new-password"
            username={user.username}
            onSubmit={setPassword}
            onCancel={close}
          />
        </DialogContent>
      </Dialog>
    </>
  )
}
