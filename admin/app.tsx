import { Admin, Resource } from 'react-admin'
import { authProvider } from './auth-provider.ts'
import { Dashboard } from './dashboard/dashboard.tsx'
import { dataProvider } from './data-provider.ts'
import { i18nProvider } from './i18n/provider.ts'
import { Layout } from './layout/layout.tsx'
import { Notice } from './layout/notice.tsx'
import { LoginPage } from './login/login-page.tsx'
import { emailAddresses } from './resources/email-addresses.tsx'
import { events } from './resources/events/events.tsx'
import { groups } from './resources/groups.tsx'
import { sessions } from './resources/sessions.tsx'
import { sites } from './resources/sites.tsx'
import { socialAccounts } from './resources/social-accounts.tsx'
import { socialApps } from './resources/social-apps/social-apps.tsx'
import { socialTokens } from './resources/social-tokens.tsx'
import { tokens } from './resources/tokens.tsx'
import { users } from './resources/users/users.tsx'
import { store } from './store.ts'
import { darkTheme, lightTheme } from './theme.ts'

const resources = [
  users,
  emailAddresses,
  groups,
  sessions,
  tokens,
  socialApps,
  socialAccounts,
  socialTokens,
  sites,
  events
]

export const App = () => (
  <Admin
    authProvider={authProvider}
    dataProvider={dataProvider}
    i18nProvider={i18nProvider}
    store={store}
    dashboard={Dashboard}
    layout={Layout}
    loginPage={LoginPage}
    notification={Notice}
    lightTheme={lightTheme}
    darkTheme={darkTheme}
    requireAuth
    disableTelemetry
  >
    {resources.map(resource => (
      <Resource key={resource.name} {...resource} />
    ))}
  </Admin>
)
