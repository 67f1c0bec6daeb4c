import { Box, Typography } from '@mui/material'
import { useRecordContext, useTranslate } from 'react-admin'
import { useWatch } from 'react-hook-form'
import { Copyable } from '../../components/copyable.tsx'
import { useProviderWords } from './provider-keys.ts'
import { type Provider, useProviders } from './use-providers.ts'

const words = 'resources.social-apps.redirect'

/** What to register at the provider, for each site that is chosen. */
export function RedirectUris({ provider }: { provider: string }) {
  const translate = useTranslate()
  const app = useRecordContext()
  const sites = (useWatch({ name: 'sites' }) ?? []) as number[]
  const { redirectMenu } = useProviderWords(provider)
  const ofServer = useProviders().find(({ id }) => id === provider)?.redirect_uris
  const saved = app?.provider === provider ? (app.redirect_uris as Provider['redirect_uris']) : []
  const uris = (ofServer ?? saved).filter(({ site }) => sites.includes(site))
  const text =
    redirectMenu === '' ? translate(`${words}.text`) : translate(`${words}.text_with_menu`, { menu: redirectMenu })
  const missing = translate(provider === '' ? `${words}.no_provider` : `${words}.none`)
  return (
    <Box sx={{ width: '100%', mt: 2 }} aria-live="polite">
      <Typography variant="h6" component="h2">
        {translate(`${words}.title`)}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {uris.length === 0 ? missing : text}
      </Typography>
      {uris.map(({ site, uri }) => (
        <Copyable key={site} text={uri} />
      ))}
    </Box>
  )
}
