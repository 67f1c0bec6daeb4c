import PeopleIcon from '@mui/icons-material/PeopleOutlined'
import type { ResourceProps } from 'react-admin'
import { UserCreate } from './user-create.tsx'
import { UserEdit } from './user-edit.tsx'
import { UserList } from './user-list.tsx'

export const users: ResourceProps = {
  name: 'users',
  icon: PeopleIcon,
  list: UserList,
  create: UserCreate,
  edit: UserEdit,
  recordRepresentation: 'username'
}
