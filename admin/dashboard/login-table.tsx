import { Box, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material'
import { useTranslate } from 'react-admin'
import { useMethodName } from '../components/fields.tsx'
import { type Day, methodsOf } from './days.ts'
import { useDayFormat } from './login-chart.tsx'

/** The same as the chart, in numbers: folded, as most people look at the chart. */
export function LoginTable({ days }: { days: Day[] }) {
  const translate = useTranslate()
  const name = useMethodName()
  const format = useDayFormat()
  const methods = methodsOf(days)
  return (
    <Box component="details" sx={{ mt: 2 }}>
      <Box component="summary" sx={{ cursor: 'pointer', fontWeight: 600, py: 0.5 }}>
        {translate('dashboard.table')}
      </Box>
      <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={translate('dashboard.logins')}>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{translate('dashboard.date')}</TableCell>
              {methods.map(method => (
                <TableCell key={method} align="right">
                  {name(method)}
                </TableCell>
              ))}
              <TableCell align="right">{translate('dashboard.total')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {days.toReversed().map(({ date, counts, total }) => (
              <TableRow key={date}>
                <TableCell component="th" scope="row" sx={{ whiteSpace: 'nowrap' }}>
                  {format(date)}
                </TableCell>
                {methods.map(method => (
                  <TableCell key={method} align="right">
                    {counts.get(method) ?? 0}
                  </TableCell>
                ))}
                <TableCell align="right">{total}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Box>
  )
}
