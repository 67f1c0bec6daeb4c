import { Box, Card } from '@mui/material'
import { Labeled, Show, TextField, useRecordContext, useTranslate } from 'react-admin'
import { CodeField, TimeField } from '../../components/fields.tsx'
import { Section } from '../../components/section.tsx'
import { ValueTable } from '../../components/value-table.tsx'
import { ChangeTable } from './change-table.tsx'
import { AboutField, ByField, EventName } from './event-fields.tsx'
import { useDetailName } from './use-detail-name.ts'

const words = 'resources.events.fields'

export const EventShow = () => (
  <Show component="div" actions={false} title={<EventName />}>
    <Card sx={{ p: 2.5 }}>
      <Facts />
    </Card>
    <Details />
  </Show>
)

const Facts = () => (
  <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 2 }}>
    <Labeled label={`${words}.created`}>
      <TimeField source="created" />
    </Labeled>
    <Labeled label={`${words}.event`}>
      <EventName />
    </Labeled>
    <Labeled label={`${words}.username`}>
      <AboutField />
    </Labeled>
    <Labeled label={`${words}.by`}>
      <ByField />
    </Labeled>
    <Labeled label={`${words}.ip_address`}>
      <CodeField source="ip_address" />
    </Labeled>
    <Labeled label={`${words}.session_id`}>
      <CodeField source="session_id" />
    </Labeled>
    <Labeled label={`${words}.user_agent`}>
      <TextField source="user_agent" sx={{ overflowWrap: 'anywhere' }} />
    </Labeled>
  </Box>
)

/** What was changed, and whatever else is told of it. */
function Details() {
  const translate = useTranslate()
  const nameOf = useDetailName()
  const details: Record<string, unknown> = useRecordContext()?.details ?? {}
  const { by: _by, by_username: _byName, username: _username, before, after, ...others } = details
  return (
    <>
      {(before !== undefined || after !== undefined) && (
        <Section title={translate('resources.events.changes')} isFlush>
          <ChangeTable before={Object(before ?? {})} after={Object(after ?? {})} />
        </Section>
      )}
      {Object.keys(others).length > 0 && (
        <Section title={translate('resources.events.more')} isFlush>
          <ValueTable of={others} nameOf={nameOf} />
        </Section>
      )}
    </>
  )
}
