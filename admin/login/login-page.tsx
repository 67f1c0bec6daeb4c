import { Alert, Box, Button, Card, CircularProgress, Typography } from '@mui/material'
import { useEffect, useState } from 'react'
import { Notification, ToggleThemeButton, useTranslate } from 'react-admin'
import { loadSession } from '../api.ts'
import { DocumentLanguage } from '../layout/document-language.tsx'
import { LanguageButton } from '../layout/language-button.tsx'
import { useSession } from '../session.ts'
import { FirstRun } from './first-run.tsx'
import { LoginForm } from './login-form.tsx'

/** The login, or what to do first where there is no superuser. */
export function LoginPage() {
  const translate = useTranslate()
  const session = useSession()
  const [problem, setProblem] = useState('')
  const load = () => {
    setProblem('')
    loadSession().catch((error: Error) => setProblem(error.message))
  }
  // Asked for anew: whether there is a superuser may have changed.
  useEffect(load, [])
  const site = session?.site.name ?? ''
  useEffect(() => {
    document.title = translate('admin.page_title', { page: translate('login.title'), site })
  }, [translate, site])

  return (
    <Box sx={{ minHeight: '100vh', display: 'flex', flexDirection: 'column', bgcolor: 'background.default' }}>
      <DocumentLanguage />
      <Box component="header" sx={{ display: 'flex', justifyContent: 'flex-end', p: 1 }}>
        <LanguageButton />
        <ToggleThemeButton />
      </Box>
      <Box component="main" sx={{ flex: 1, display: 'grid', placeItems: 'center', px: 1.5, pb: 12 }}>
        <Card sx={{ width: '100%', maxWidth: 440, p: { xs: 3, sm: 4 }, borderRadius: '20px' }}>
          {problem !== '' && (
            <Alert severity="error" action={<Button onClick={load}>{translate('problems.again')}</Button>}>
              {translate(problem, { _: problem })}
            </Alert>
          )}
          {session === undefined && problem === '' && <CircularProgress aria-label={translate('ra.page.loading')} />}
          {session?.needs_superuser === true && <FirstRun onAgain={load} />}
          {session?.needs_superuser === false && (
            <>
              <Typography variant="h4" component="h1">
                {translate('login.title')}
              </Typography>
              <Typography color="textSecondary" sx={{ mb: 2 }}>
                {translate('login.subtitle', { site })}
              </Typography>
              <LoginForm />
            </>
          )}
        </Card>
      </Box>
      <Notification />
    </Box>
  )
}
