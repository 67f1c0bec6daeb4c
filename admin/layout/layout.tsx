import { Box } from '@mui/material'
import { Layout as AdminLayout, type LayoutProps } from 'react-admin'
import { DocumentLanguage } from './document-language.tsx'
import { Navigation } from './navigation.tsx'
import { PageTitle } from './page-title.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { TopBar } from './top-bar.tsx'

/** The bar, the menu, and a page with its title as the heading. */
export const Layout = ({ children }: LayoutProps) => (
  <AdminLayout appBar={TopBar} menu={Navigation} appBarAlwaysOn>
    <DocumentLanguage />
    <Box sx={{ width: '100%', maxWidth: 1240, mx: 'auto' }}>
      <PageTitle />
      {children}
    </Box>
    <PasswordDialog />
  </AdminLayout>
)
