import { Alert } from '@mui/material'
import type { ReactNode } from 'react'
import { SaveButton, SimpleForm, Toolbar, useTranslate } from 'react-admin'
import { FormProblem } from './form-problem.tsx'

interface Props {
  /** Who may look at it alone gets no button to save, and is told why. */
  isReadOnly?: boolean
  /** For forms that make columns of their own. */
  isWide?: boolean
  /** What deletes the row. */
  remove?: ReactNode
  children: ReactNode
}

/** The form of a row: one column, problems at the fields and above. */
export function RowForm({ isReadOnly = false, isWide = false, remove, children }: Props) {
  const translate = useTranslate()
  const toolbar = (
    <Toolbar sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, px: 2.5, pb: 1 }}>
      {isReadOnly ? <span /> : <SaveButton />}
      {remove}
    </Toolbar>
  )
  const hasToolbar = !isReadOnly || remove !== undefined
  return (
    <SimpleForm noValidate toolbar={hasToolbar && toolbar} sx={{ px: 2.5, py: 2, maxWidth: isWide ? 'none' : 720 }}>
      {isReadOnly && (
        <Alert severity="info" sx={{ width: '100%', mb: 1 }}>
          {translate('admin.read_only')}
        </Alert>
      )}
      <FormProblem />
      {children}
    </SimpleForm>
  )
}
