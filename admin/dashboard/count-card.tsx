import { Card, CardActionArea, Typography } from '@mui/material'
import { LinkBase, useLocale, useTranslate } from 'react-admin'

interface Props {
  label: string
  count: number
  to: string
  filter?: object
}

/** A count that leads to what was counted. */
export function CountCard({ label, count, to, filter }: Props) {
  const translate = useTranslate()
  const locale = useLocale()
  const query = filter === undefined ? '' : `?filter=${encodeURIComponent(JSON.stringify(filter))}`
  return (
    <Card>
      <CardActionArea component={LinkBase} to={`${to}${query}`} sx={{ p: 2, height: '100%' }}>
        <Typography variant="body2" color="textSecondary" sx={{ fontWeight: 600 }}>
          {translate(label)}
        </Typography>
        <Typography sx={{ fontSize: 30, fontWeight: 700, letterSpacing: '-0.02em', lineHeight: 1.3 }}>
          {new Intl.NumberFormat(locale).format(count)}
        </Typography>
      </CardActionArea>
    </Card>
  )
}
