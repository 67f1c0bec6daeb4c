import VisibilityOff from '@mui/icons-material/VisibilityOffOutlined'
import Visibility from '@mui/icons-material/VisibilityOutlined'
import { IconButton, InputAdornment, TextField } from '@mui/material'
import { useEffect, useRef, useState } from 'react'
import { useTranslate } from 'react-admin'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
  autoComplete: 'current-password' | 'new-password'
  /** What is wrong with it; empty when nothing is. */
  problem: string
  autoFocus?: boolean
}

/** A password that can be shown. The cursor goes to it when something is wrong with it. */
export function PasswordField({ label, value, onChange, autoComplete, problem, autoFocus = false }: Props) {
  const translate = useTranslate()
  const [isShown, setShown] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (problem !== '') input.current?.focus()
  }, [problem])
  return (
    <TextField
      label={label}
      name="password"
      type={isShown ? 'text' : 'password'}
      value={value}
      onChange={event => onChange(event.target.value)}
      autoComplete={autoComplete}
      autoFocus={autoFocus}
      required
      error={problem !== ''}
      helperText={problem}
      inputRef={input}
      slotProps={{
        input: {
          endAdornment: (
            <InputAdornment position="end">
              <IconButton
                size="small"
                edge="end"
                onClick={() => setShown(!isShown)}
                aria-label={translate(isShown ? 'login.hide_password' : 'login.show_password')}
              >
                {isShown ? <VisibilityOff /> : <Visibility />}
              </IconButton>
            </InputAdornment>
          )
        }
      }}
    />
  )
}
