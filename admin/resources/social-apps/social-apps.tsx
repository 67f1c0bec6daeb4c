import AppIcon from '@mui/icons-material/AppRegistrationOutlined'
import type { ResourceProps } from 'react-admin'
import { SocialAppCreate, SocialAppEdit } from './social-app-edit.tsx'
import { SocialAppList } from './social-app-list.tsx'

export const socialApps: ResourceProps = {
  name: 'social-apps',
  icon: AppIcon,
  list: SocialAppList,
  create: SocialAppCreate,
  edit: SocialAppEdit,
  recordRepresentation: 'name'
}
