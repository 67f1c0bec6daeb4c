import AddIcon from '@mui/icons-material/Add'
import { Button } from '@mui/material'
import type { ReactNode } from 'react'
import {
  LinkBase,
  Pagination,
  ReferenceManyField,
  useGetResourceLabel,
  useRecordContext,
  useTranslate
} from 'react-admin'
import { Section } from '../../components/section.tsx'
import { useIsSuperuser } from '../../session.ts'
import { EmailAddressRows } from '../email-addresses.tsx'
import { SessionRows } from '../sessions.tsx'
import { SocialAccountRows } from '../social-accounts.tsx'

/** What belongs to the user, as lists of their own. */
export const UserRelations = () => (
  <>
    <Related reference="email-addresses" order="id" action={<AddEmailAddress />}>
      <EmailAddressRows />
    </Related>
    <Related reference="social-accounts" order="id">
      <SocialAccountRows />
    </Related>
    <Related reference="sessions" order="created">
      <SessionRows />
    </Related>
  </>
)

function Related({
  reference,
  order,
  action,
  children
}: {
  reference: string
  order: string
  action?: ReactNode
  children: ReactNode
}) {
  const label = useGetResourceLabel()
  return (
    <Section title={label(reference)} action={action} isFlush>
      <ReferenceManyField
        reference={reference}
        target="user"
        sort={{ field: order, order: 'DESC' }}
        perPage={10}
        pagination={<Pagination rowsPerPageOptions={[10, 25, 100]} />}
      >
        {children}
      </ReferenceManyField>
    </Section>
  )
}

function AddEmailAddress() {
  const user = useRecordContext()
  const translate = useTranslate()
  if (!useIsSuperuser()) return null
  return (
    <Button
      size="small"
      startIcon={<AddIcon />}
      component={LinkBase}
      to="/email-addresses/create"
      state={{ record: { user: user?.id } }}
    >
      {translate('ra.action.add')}
    </Button>
  )
}
