import { Box, Typography } from '@mui/material'
import { useLocale, useTranslate } from 'react-admin'
import { useMethodName } from '../components/fields.tsx'
import type { Counts } from './use-dashboard.ts'

/** The social accounts of each provider, with a bar to compare them by. */
export function ProviderBars({ providers }: Pick<Counts, 'providers'>) {
  const translate = useTranslate()
  const name = useMethodName()
  const format = new Intl.NumberFormat(useLocale())
  if (providers.length === 0) return translate('dashboard.no_providers')
  const most = Math.max(...providers.map(({ count }) => count), 1)
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }}>
      {providers.map(({ provider, count }) => (
        <Box component="li" key={provider}>
          <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
            <Typography sx={{ fontWeight: 600 }}>{name(provider)}</Typography>
            <Typography>{format.format(count)}</Typography>
          </Box>
          <Box sx={{ height: 8, borderRadius: 4, bgcolor: 'action.hover' }}>
            <Box sx={{ height: 8, borderRadius: 4, bgcolor: 'primary.main', width: `${(100 * count) / most}%` }} />
          </Box>
        </Box>
      ))}
    </Box>
  )
}
