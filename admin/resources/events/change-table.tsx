import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Value } from '../../components/value-table.tsx'
import { useDetailName } from './use-detail-name.ts'

type Row = Record<string, unknown>

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Before and after, field by field; what was changed stands out. */
export function ChangeTable({ before, after }: { before: Row; after: Row }) {
  const translate = useTranslate()
  const nameOf = useDetailName()
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return (
    <TableContainer>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate('resources.events.field')}</TableCell>
            <TableCell>{translate('resources.events.before')}</TableCell>
            <TableCell>{translate('resources.events.after')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {names.map(name => {
            const isChanged = !same(before[name], after[name])
            return (
              <TableRow
                key={name}
                sx={isChanged ? { '& td': { fontWeight: 600 } } : { '& td': { color: 'text.secondary' } }}
              >
                <TableCell component="th" scope="row" sx={{ minWidth: 88 }}>
                  {nameOf(name)}
                </TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere' }}>
                  <Value of={before[name]} />
                </TableCell>
                <TableCell sx={{ overflowWrap: 'anywhere' }}>
                  <Value of={after[name]} />
                </TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </TableContainer>
  )
}
