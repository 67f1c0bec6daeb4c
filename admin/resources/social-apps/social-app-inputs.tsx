import OpenIcon from '@mui/icons-material/OpenInNew'
import { Alert, Box, Button, Typography } from '@mui/material'
import {
  CheckboxGroupInput,
  ReferenceArrayInput,
  required,
  TextInput,
  useRecordContext,
  useTranslate
} from 'react-admin'
import { useWatch } from 'react-hook-form'
import { ProviderInput } from './provider-input.tsx'
import { keysOf, useProviderWords } from './provider-keys.ts'
import { RedirectUris } from './redirect-uris.tsx'
import { SecretInput } from './secret-input.tsx'
import { useProviders } from './use-providers.ts'

const words = 'resources.social-apps'

/** Once a provider is chosen, each key is called as it is there, and it is said where to find it. */
export function SocialAppInputs({ isReadOnly = false }: { isReadOnly?: boolean }) {
  const current = useRecordContext()?.provider as string | undefined
  const provider = (useWatch({ name: 'provider' }) ?? '') as string
  return (
    <>
      <ProviderInput
        source="provider"
        current={current}
        validate={required()}
        readOnly={isReadOnly}
        helperText={`${words}.help.provider`}
      />
      {provider !== '' && <UnknownProvider provider={provider} />}
      <TextInput
        source="name"
        validate={required()}
        readOnly={isReadOnly}
        helperText={`${words}.help.name`}
        autoComplete="off"
      />
      {provider !== '' && <KeyInputs provider={provider} isReadOnly={isReadOnly} />}
      <ReferenceArrayInput source="sites" reference="sites" sort={{ field: 'id', order: 'ASC' }} perPage={100}>
        <CheckboxGroupInput
          label={`${words}.fields.sites`}
          optionText="domain"
          disabled={isReadOnly}
          helperText={`${words}.help.sites`}
        />
      </ReferenceArrayInput>
      <RedirectUris provider={provider} />
    </>
  )
}

function UnknownProvider({ provider }: { provider: string }) {
  const translate = useTranslate()
  const providers = useProviders()
  if (providers.length === 0 || providers.some(({ id }) => id === provider)) return null
  return <Alert severity="warning">{translate(`${words}.help.unknown_provider`)}</Alert>
}

function KeyInputs({ provider, isReadOnly }: { provider: string; isReadOnly: boolean }) {
  const translate = useTranslate()
  const { label, help, console } = useProviderWords(provider)
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, width: '100%', mt: 2 }}>
        <Typography variant="h6" component="h2" sx={{ flex: 1 }}>
          {translate(`${words}.keys`)}
        </Typography>
        {console !== undefined && (
          <Button size="small" endIcon={<OpenIcon />} href={console.url} target="_blank" rel="noreferrer">
            {translate(`${words}.console`, { name: console.name })}
          </Button>
        )}
      </Box>
      {keysOf(provider).map(field =>
        field === 'secret' ? (
          <SecretInput key={field} label={label(field)} help={help(field)} isReadOnly={isReadOnly} />
        ) : (
          <TextInput
            key={field}
            source={field}
            label={label(field)}
            helperText={help(field)}
            readOnly={isReadOnly}
            autoComplete="off"
            {...(field === 'client_id' && { validate: required() })}
            slotProps={{ htmlInput: { spellCheck: false, inputMode: field === 'app_id' ? 'numeric' : 'text' } }}
          />
        )
      )}
    </>
  )
}
