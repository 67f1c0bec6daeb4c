import CheckIcon from '@mui/icons-material/CheckCircleOutline'
import { Box, Chip, Link } from '@mui/material'
import type { MouseEvent } from 'react'
import { LinkBase, useCreatePath, useLocale, useRecordContext, useResourceContext, useTranslate } from 'react-admin'

/** A link in a row that is a link itself. */
export const leaveRowAlone = (event: MouseEvent) => event.stopPropagation()

interface FieldProps {
  source: string
  label?: string
}

const useValue = (source: string): unknown => useRecordContext()?.[source]

/** A time in the reader's words and time zone; the year where it is another one. */
export function TimeField({ source }: FieldProps) {
  const value = useValue(source)
  return typeof value === 'string' ? <Time of={value} /> : <Nothing />
}

export function Time({ of }: { of: string }) {
  const locale = useLocale()
  const date = new Date(of)
  const isThisYear = date.getFullYear() === new Date().getFullYear()
  const format = new Intl.DateTimeFormat(locale, {
    ...(!isThisYear && { year: 'numeric' }),
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit'
  })
  const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })
  return (
    <Box component="time" dateTime={of} title={whole.format(date)} sx={{ whiteSpace: { md: 'nowrap' } }}>
      {format.format(date)}
    </Box>
  )
}

export function Nothing() {
  const translate = useTranslate()
  return <Box sx={{ color: 'text.secondary', display: 'inline' }}>{translate('admin.none')}</Box>
}

/** Yes as a sign, no as nothing much; both can be heard. */
export function YesField({ source }: FieldProps) {
  const translate = useTranslate()
  if (useValue(source) !== true) return <Nothing />
  return <CheckIcon color="success" fontSize="small" titleAccess={translate('ra.boolean.true')} />
}

/** The row's name, which leads to its page: rows themselves cannot be reached by keys. */
export function RowLink({ source, to = 'edit' }: FieldProps & { to?: 'edit' | 'show' }) {
  const record = useRecordContext()
  const resource = useResourceContext()
  const path = useCreatePath()
  if (record === undefined) return null
  const text = String(record[source] ?? '')
  return (
    <Link
      component={LinkBase}
      to={path({ resource: resource ?? '', type: to, id: record.id })}
      onClick={leaveRowAlone}
      sx={{ display: 'inline-block', maxWidth: 260, fontWeight: 600 }}
    >
      {text === '' ? `#${record.id}` : text}
    </Link>
  )
}

/** The user whom a row is about, which leads to their page. */
export function UserField(_props: FieldProps) {
  const record = useRecordContext()
  if (record?.user == null) return <Nothing />
  return <UserLink id={record.user} username={String(record.username ?? `#${record.user}`)} />
}

export const UserLink = ({ id, username }: { id: number; username: string }) => (
  <Link
    component={LinkBase}
    to={`/users/${id}`}
    onClick={leaveRowAlone}
    sx={{ display: 'inline-block', maxWidth: 160, fontWeight: 600 }}
  >
    {username}
  </Link>
)

/** The way of a login, or a provider, as people call it. */
export function MethodField({ source }: FieldProps) {
  const name = useMethodName()
  const value = useValue(source)
  return typeof value === 'string' && value !== '' ? name(value) : <Nothing />
}

export function useMethodName() {
  const translate = useTranslate()
  return (method: string) => translate(`methods.${method}`, { _: method })
}

/** Several providers, as chips. */
export function MethodsField({ source }: FieldProps) {
  const name = useMethodName()
  const value = useValue(source)
  if (!Array.isArray(value) || value.length === 0) return <Nothing />
  return (
    <Box sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 0.5 }}>
      {value.map(method => (
        <Chip key={method} size="small" variant="outlined" label={name(String(method))} />
      ))}
    </Box>
  )
}

/** A key or a number, to be read letter by letter. */
export function CodeField({ source }: FieldProps) {
  const value = useValue(source)
  if (value == null || value === '') return <Nothing />
  return (
    <Box component="code" sx={{ fontSize: 13, overflowWrap: 'anywhere' }}>
      {String(value)}
    </Box>
  )
}
