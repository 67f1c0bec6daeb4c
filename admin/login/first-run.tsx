import { Button, Typography } from '@mui/material'
import { useTranslate } from 'react-admin'
import { Copyable } from '../components/copyable.tsx'

/** Says how the first superuser is made, as nobody can log in before. */
export function FirstRun({ onAgain }: { onAgain: () => void }) {
  const translate = useTranslate()
  return (
    <>
      <Typography variant="h4" component="h1" sx={{ mb: 1 }}>
        {translate('first_run.title')}
      </Typography>
      <Typography color="textSecondary">{translate('first_run.text')}</Typography>
      <Copyable text="npm run manage -- createsuperuser" />
      <Typography color="textSecondary">{translate('first_run.after')}</Typography>
      <Button variant="contained" size="large" fullWidth onClick={onAgain} sx={{ mt: 3, minHeight: 48 }}>
        {translate('first_run.again')}
      </Button>
    </>
  )
}
