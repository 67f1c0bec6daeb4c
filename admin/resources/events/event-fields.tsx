import { Link } from '@mui/material'
import { LinkBase, useRecordContext, useTranslate } from 'react-admin'
import { leaveRowAlone, Nothing, UserField, UserLink } from '../../components/fields.tsx'

interface Details {
  by?: number
  by_username?: string
  username?: string
  name?: string
  before?: Named
  after?: Named
}

interface Named {
  name?: string
  domain?: string
  email?: string
}

/** An event by its name for people; one that has none here is shown as it is. */
export function useEventName() {
  const translate = useTranslate()
  return (event: string) => translate(`events.${event}`, { _: event })
}

export function EventName(_props: { label?: string }) {
  const name = useEventName()
  return name(String(useRecordContext()?.event ?? ''))
}

export const EventLink = () => (
  <Link
    component={LinkBase}
    to={`/events/${useRecordContext()?.id}/show`}
    onClick={leaveRowAlone}
    sx={{ fontWeight: 600 }}
  >
    <EventName />
  </Link>
)

/** Whom it is about; what it is about, where that is no user, or one who is gone. */
export function AboutField(_props: { label?: string }) {
  const translate = useTranslate()
  const event = useRecordContext()
  if (event?.username) return <UserField source="user" />
  const { username, name, after, before }: Details = event?.details ?? {}
  const row = after ?? before
  return username ?? row?.name ?? row?.domain ?? row?.email ?? name ?? translate('resources.events.nobody')
}

/** Who did it, where that was somebody else. */
export function ByField(_props: { label?: string }) {
  const details: Details | undefined = useRecordContext()?.details
  if (details?.by === undefined) return <Nothing />
  return <UserLink id={details.by} username={details.by_username ?? `#${details.by}`} />
}
