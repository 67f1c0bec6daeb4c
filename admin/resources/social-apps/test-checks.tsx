import RightIcon from '@mui/icons-material/CheckCircleOutline'
import WrongIcon from '@mui/icons-material/ErrorOutline'
import UnknownIcon from '@mui/icons-material/HelpOutline'
import { Box, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Copyable } from '../../components/copyable.tsx'

export interface Check {
  verdict: 'ok' | 'wrong' | 'not checked'
  subject: string
  text: string
  menu: string | null
  copy: string | null
}

const words = 'resources.social-apps.test'
const icons = { ok: RightIcon, wrong: WrongIcon, 'not checked': UnknownIcon }
const colours = { ok: 'success', wrong: 'error', 'not checked': 'disabled' } as const

/** What was looked at, one by one: the sign, the verdict in words, where it is to be mended. */
export const TestChecks = ({ checks }: { checks: Check[] }) => (
  <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
    {checks.map(check => (
      <CheckItem key={`${check.subject} ${check.text}`} {...check} />
    ))}
  </Box>
)

function CheckItem({ verdict, subject, text, menu, copy }: Check) {
  const translate = useTranslate()
  const Icon = icons[verdict]
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1.5, py: 1.5, borderBottom: 1, borderColor: 'divider' }}>
      <Icon color={colours[verdict]} aria-hidden sx={{ mt: 0.25 }} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600 }}>
          {subject}
          <Typography component="span" variant="body2" color="textSecondary">
            {' · '}
            {translate(`${words}.verdicts.${verdict}`)}
          </Typography>
        </Typography>
        <Typography variant="body2">{text}</Typography>
        {menu !== null && (
          <Typography variant="body2" color="textSecondary">
            {translate(`${words}.menu`, { menu })}
          </Typography>
        )}
        {copy !== null && <Copyable text={copy} />}
      </Box>
    </Box>
  )
}
