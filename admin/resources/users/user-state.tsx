import { Box, Chip } from '@mui/material'
import { useRecordContext, useTranslate } from 'react-admin'

/** Whether the user can log in, and what they may. */
export function UserState() {
  const translate = useTranslate()
  const user = useRecordContext()
  if (user === undefined) return null
  const word = (state: string) => translate(`resources.users.states.${state}`)
  return (
    <Box sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 0.5 }}>
      {user.is_active === true ? (
        <Chip size="small" color="success" variant="outlined" label={word('active')} />
      ) : (
        <Chip size="small" color="error" variant="outlined" label={word('inactive')} />
      )}
      {user.is_superuser === true && <Chip size="small" color="primary" label={word('superuser')} />}
      {user.is_staff === true && user.is_superuser !== true && (
        <Chip size="small" color="primary" variant="outlined" label={word('staff')} />
      )}
    </Box>
  )
}
