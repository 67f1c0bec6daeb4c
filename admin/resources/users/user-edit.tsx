import { Card } from '@mui/material'
import { Edit, useNotify, useRefresh } from 'react-admin'
import { UserActions } from './user-actions.tsx'
import { UserForm } from './user-form.tsx'
import { UserRelations } from './user-relations.tsx'

export function UserEdit() {
  const notify = useNotify()
  const refresh = useRefresh()
  // The lists below change along: the addresses with the primary one, the sessions with being active.
  const onSuccess = () => {
    notify('ra.notification.updated', { messageArgs: { smart_count: 1 } })
    refresh()
  }
  return (
    <Edit
      mutationMode="pessimistic"
      mutationOptions={{ onSuccess }}
      redirect={false}
      actions={<UserActions />}
      component="div"
    >
      <Card>
        <UserForm />
      </Card>
      <UserRelations />
    </Edit>
  )
}
