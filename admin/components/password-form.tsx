import { Box, Button } from '@mui/material'
import { type FormEvent, useState } from 'react'
import { HttpError, useTranslate } from 'react-admin'
import { PasswordField } from './password-field.tsx'

interface Props {
  label: string
  submit: string
  autoComplete: 'current-password' | 'new-password'
  /** Whose password it is, for password managers. */
  username: string
  /** @throws HttpError whose message for `password` stands at the field then */
  onSubmit: (password: string) => Promise<void>
  onCancel: () => void
}

/** A password, and two buttons. It stands in a dialog of its own, outside any other form. */
export function PasswordForm({ label, submit, autoComplete, username, onSubmit, onCancel }: Props) {
  const translate = useTranslate()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function handle(event: FormEvent) {
    event.preventDefault()
    event.stopPropagation()
    if (password === '') return setProblem(translate('login.empty_password'))
    setBusy(true)
    try {
      await onSubmit(password)
    } catch (error) {
      setProblem(error instanceof HttpError ? translate(error.message, { _: error.message }) : String(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={handle} noValidate>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordField
        label={label}
        value={password}
        onChange={setPassword}
        autoComplete={autoComplete}
        problem={problem}
        autoFocus
      />
      <Box sx={{ display: 'flex', justifyContent: 'flex-end', gap: 1, mt: 2 }}>
        <Button onClick={onCancel}>{translate('ra.action.cancel')}</Button>
        <Button type="submit" variant="contained" disabled={isBusy}>
          {submit}
        </Button>
      </Box>
    </form>
  )
}
