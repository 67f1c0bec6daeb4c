import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Time } from './fields.tsx'

/** What a JSON object says, name by name. Names and values are text, whatever they look like. */
export function ValueTable({ of, nameOf = name => name }: { of: object; nameOf?: (name: string) => string }) {
  const translate = useTranslate()
  const entries = Object.entries(of)
  if (entries.length === 0) return translate('admin.none')
  return (
    <TableContainer>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate('resources.events.detail')}</TableCell>
            <TableCell>{translate('resources.events.value')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {entries.map(([name, value]) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
                {nameOf(name)}
              </TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>
                <Value of={value} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

const isTime = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)

/** Yes, no, times and lists as people write them; all else as it is. */
export function Value({ of }: { of: unknown }) {
  const translate = useTranslate()
  if (of === undefined || of === null || of === '') return translate('admin.none')
  if (typeof of === 'boolean') return translate(`ra.boolean.${of}`)
  if (typeof of === 'string' && isTime(of)) return <Time of={of} />
  if (Array.isArray(of) && of.every(item => typeof item !== 'object')) return of.join(', ')
  return typeof of === 'object' ? JSON.stringify(of) : String(of)
}
