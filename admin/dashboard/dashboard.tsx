import { Alert, Box, Skeleton } from '@mui/material'
import { Title, useTranslate } from 'react-admin'
import { Section } from '../components/section.tsx'
import { useSession } from '../session.ts'
import { CountCard } from './count-card.tsx'
import { daysOf } from './days.ts'
import { LoginChart } from './login-chart.tsx'
import { LoginTable } from './login-table.tsx'
import { ProviderBars } from './provider-bars.tsx'
import { useDashboard } from './use-dashboard.ts'

/** The front page: how many there are, and how people log in. */
export function Dashboard() {
  const translate = useTranslate()
  const username = useSession()?.user?.username ?? ''
  const { data, error } = useDashboard()
  return (
    <>
      <Title title={translate('dashboard.welcome', { username })} preferenceKey={false} />
      {error !== null && <Alert severity="error">{translate(error.message, { _: error.message })}</Alert>}
      {data === undefined && error === null && <Skeleton variant="rounded" height={320} />}
      {data !== undefined && (
        <>
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' }, gap: 2, mt: 2 }}>
            <CountCard label="dashboard.users" count={data.users} to="/users" />
            <CountCard
              label="dashboard.active_users"
              count={data.active_users}
              to="/users"
              filter={{ is_active: true }}
            />
            <CountCard
              label="dashboard.new_this_week"
              count={data.new_this_week}
              to="/users"
              filter={{ joined_since: weekAgo() }}
            />
            <CountCard
              label="dashboard.open_sessions"
              count={data.open_sessions}
              to="/sessions"
              filter={{ open: true }}
            />
          </Box>
          <Box
            sx={{
              display: 'grid',
              gridTemplateColumns: { xs: '1fr', lg: '2fr 1fr' },
              columnGap: 2,
              alignItems: 'start'
            }}
          >
            <Section title={translate('dashboard.logins')} text={translate('dashboard.logins_days')}>
              <Logins logins={data.logins} />
            </Section>
            <Section title={translate('dashboard.providers')} text={translate('dashboard.providers_text')}>
              <ProviderBars providers={data.providers} />
            </Section>
          </Box>
        </>
      )}
    </>
  )
}

function Logins({ logins }: { logins: Parameters<typeof daysOf>[0] }) {
  const translate = useTranslate()
  const days = daysOf(logins, new Date())
  if (logins.length === 0) return translate('dashboard.no_logins')
  return (
    <>
      <LoginChart days={days} />
      <LoginTable days={days} />
    </>
  )
}

const weekAgo = () => new Date(Date.now() - 7 * 24 * 3600_000).toISOString().slice(0, 10)
