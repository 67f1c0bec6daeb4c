import { Card, Typography } from '@mui/material'
import { CreateButton, useResourceDefinition, useTranslate } from 'react-admin'

/** What stands in place of a list that has no rows, and no filter that hides them. */
export function EmptyList() {
  const translate = useTranslate()
  const { hasCreate } = useResourceDefinition()
  return (
    <Card sx={{ mt: 2, p: 5, width: '100%', textAlign: 'center' }}>
      <Typography color="textSecondary" sx={{ mb: 1 }}>
        {translate('admin.empty')}
      </Typography>
      {hasCreate === true && <CreateButton variant="contained" />}
    </Card>
  )
}
