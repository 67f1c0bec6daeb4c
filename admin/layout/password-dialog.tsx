import { Dialog, DialogContent, DialogContentText, DialogTitle } from '@mui/material'
import { useEffect, useRef, useState } from 'react'
import { useTranslate } from 'react-admin'
import { api } from '../api.ts'
import { PasswordForm } from '../components/password-form.tsx'
import { setPasswordDialog } from '../confirmation.ts'
import { keepSession, type Session, useSession } from '../session.ts'

/** Asks for the password before what can do harm; whatever waits for it is told whether it was right. */
export function PasswordDialog() {
  const translate = useTranslate()
  const username = useSession()?.user?.username ?? ''
  const [isOpen, setOpen] = useState(false)
  const answer = useRef<(isConfirmed: boolean) => void>(undefined)

  useEffect(() => {
    setPasswordDialog(() => {
      setOpen(true)
      return new Promise(resolve => {
        answer.current = resolve
      })
    })
    return () => {
      setPasswordDialog(undefined)
      answer.current?.(false)
    }
  }, [])

  function close(isConfirmed: boolean) {
    setOpen(false)
    answer.current?.(isConfirmed)
  }

  async function confirm(password: string) {
    keepSession(await api<Session>('POST', 'session/confirm/', { password }))
    close(true)
  }

  return (
    <Dialog open={isOpen} onClose={() => close(false)} fullWidth maxWidth="xs" aria-labelledby="confirmation-title">
      <DialogTitle id="confirmation-title">{translate('confirmation.title')}</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>{translate('confirmation.text', { username })}</DialogContentText>
        <PasswordForm
          label={translate('confirmation.password')}
          submit={translate('confirmation.submit')}
          autoComplete="current-password"
          username={username}
          onSubmit={confirm}
          onCancel={() => close(false)}
        />
      </DialogContent>
    </Dialog>
  )
}
