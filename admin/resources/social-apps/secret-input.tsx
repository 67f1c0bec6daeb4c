import { BooleanInput, PasswordInput, useRecordContext, useTranslate } from 'react-admin'
import { useWatch } from 'react-hook-form'

interface Props {
  label: string
  help: string
  isReadOnly: boolean
}

/** The client secret is never sent back: what is typed replaces the one that is saved. */
export function SecretInput({ label, help, isReadOnly }: Props) {
  const translate = useTranslate()
  const app = useRecordContext()
  const provider = useWatch({ name: 'provider' })
  // The secret of one provider is of no use to another.
  const hasSecret = app?.has_secret === true && app.provider === provider
  const isRemoved = useWatch({ name: 'remove_secret' }) === true
  const kept = hasSecret ? translate('resources.social-apps.help.secret_kept') : ''
  return (
    <>
      <PasswordInput
        source="secret"
        label={label}
        helperText={[help, kept].filter(text => text !== '').join(' ')}
        disabled={isReadOnly || isRemoved}
        autoComplete="new-password"
        slotProps={{ htmlInput: { spellCheck: false } }}
      />
      {hasSecret && !isReadOnly && (
        <BooleanInput
          source="remove_secret"
          label="resources.social-apps.help.remove_secret"
          defaultValue={false}
          helperText={false}
        />
      )}
    </>
  )
}
