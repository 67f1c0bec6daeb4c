import { Box, Link, Typography } from '@mui/material'
import { AppBar, LinkBase, LoadingIndicator, ToggleThemeButton, UserMenu, useTranslate } from 'react-admin'
import { useSession } from '../session.ts'
import { LanguageButton } from './language-button.tsx'

const tools = (
  <>
    <LanguageButton />
    <ToggleThemeButton />
    <LoadingIndicator />
  </>
)

/** Says whose administration it is. */
export function TopBar() {
  const translate = useTranslate()
  const session = useSession()
  const site = session?.site.name ?? ''
  const menu = `${translate('ra.auth.user_menu')}: ${session?.user?.username ?? ''}`
  return (
    <AppBar alwaysOn toolbar={tools} userMenu={<UserMenu label={menu} />} color="secondary">
      <Box sx={{ flex: 1, minWidth: 0, px: 1 }}>
        <Link
          component={LinkBase}
          to="/"
          color="inherit"
          sx={{ display: 'inline-flex', alignItems: 'baseline', gap: 1, maxWidth: '100%' }}
        >
          <Typography component="span" noWrap sx={{ fontWeight: 700, letterSpacing: '-0.01em' }}>
            {site}
          </Typography>
          <Typography
            component="span"
            variant="body2"
            noWrap
            sx={{ color: 'text.secondary', display: { xs: 'none', sm: 'inline' } }}
          >
            {translate('admin.title')}
          </Typography>
        </Link>
      </Box>
    </AppBar>
  )
}
