import { Alert, Button, TextField } from '@mui/material'
import { type FormEvent, useRef, useState } from 'react'
import { useLogin, useTranslate } from 'react-admin'
import { PasswordField } from '../components/password-field.tsx'

/** Username and password; what is wrong stands in the form. */
export function LoginForm() {
  const translate = useTranslate()
  const login = useLogin()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState({ username: '', password: '' })
  const [refusal, setRefusal] = useState('')
  const [isBusy, setBusy] = useState(false)
  const usernameInput = useRef<HTMLInputElement>(null)

  async function handle(event: FormEvent) {
    event.preventDefault()
    setRefusal('')
    const problems = {
      username: username === '' ? translate('login.empty_username') : '',
      password: password === '' ? translate('login.empty_password') : ''
    }
    setMissing(problems)
    if (problems.username !== '') usernameInput.current?.focus()
    if (problems.username !== '' || problems.password !== '') return
    setBusy(true)
    try {
      await login({ username, password })
    } catch (error) {
      const message = error instanceof Error ? error.message : 'problems.unexpected'
      setRefusal(translate(message, { _: message }))
      setBusy(false)
    }
  }

  return (
    <form onSubmit={handle} noValidate>
      {refusal !== '' && (
        <Alert severity="error" sx={{ mb: 1.5 }}>
          {refusal}
        </Alert>
      )}
      <TextField
        label={translate('login.username')}
        name="username"
        value={username}
        onChange={event => setUsername(event.target.value)}
        autoComplete="username"
        autoFocus
        required
        error={missing.username !== ''}
        helperText={missing.username}
        inputRef={usernameInput}
        slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }}
      />
      <PasswordField
        label={translate('login.password')}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        problem={missing.username === '' ? missing.password : ''}
      />
      <Button type="submit" variant="contained" size="large" fullWidth disabled={isBusy} sx={{ mt: 2, minHeight: 48 }}>
        {translate('login.submit')}
      </Button>
    </form>
  )
}
