import { Alert, Button } from '@mui/material'
import { useEffect, useState } from 'react'
import { useLocale, useRecordContext, useTranslate } from 'react-admin'
import { Section } from '../../components/section.tsx'
import { useApi } from '../../components/use-api.ts'
import { useIsSuperuser } from '../../session.ts'
import { type Check, TestChecks } from './test-checks.tsx'
import { useProviders } from './use-providers.ts'

const words = 'resources.social-apps.test'

interface Outcome {
  ok: boolean
  checks: Check[]
}

/** Asks the provider whether it knows the keys that are saved, and says what it answered. */
export function TestSection() {
  const translate = useTranslate()
  const locale = useLocale()
  const call = useApi()
  const app = useRecordContext()
  const isSuperuser = useIsSuperuser()
  const provider = useProviders().find(({ id }) => id === app?.provider)
  const [outcome, setOutcome] = useState<Outcome>()
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  // What was said of other keys, or in another language, holds no more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what it goes with
  useEffect(() => setOutcome(undefined), [app, locale])
  if (app === undefined || provider === undefined || !isSuperuser) return null

  async function test() {
    setBusy(true)
    setProblem('')
    setOutcome(undefined)
    try {
      setOutcome(await call<Outcome>('POST', `social-apps/${app?.id}/test/`))
    } catch (error) {
      const message = error instanceof Error ? error.message : 'problems.unexpected'
      setProblem(translate(message, { _: message }))
    }
    setBusy(false)
  }

  return (
    <Section
      title={translate(`${words}.title`)}
      text={translate(`${words}.${provider.can_test ? 'text' : 'impossible'}`)}
      action={
        provider.can_test && (
          <Button variant="contained" onClick={test} disabled={isBusy}>
            {translate(`${words}.${isBusy ? 'running' : 'button'}`)}
          </Button>
        )
      }
    >
      <div aria-live="polite">
        {problem !== '' && <Alert severity="error">{problem}</Alert>}
        {outcome !== undefined && (
          <>
            <Alert severity={outcome.ok ? 'success' : 'error'}>
              {translate(`${words}.${outcome.ok ? 'ok' : 'wrong'}`)}
            </Alert>
            <TestChecks checks={outcome.checks} />
          </>
        )}
      </div>
    </Section>
  )
}
