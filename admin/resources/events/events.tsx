import TrailIcon from '@mui/icons-material/History'
import type { ResourceProps } from 'react-admin'
import { EventList } from './event-list.tsx'
import { EventShow } from './event-show.tsx'

/** What happened to accounts. It is written by the server, and never changed. */
export const events: ResourceProps = { name: 'events', icon: TrailIcon, list: EventList, show: EventShow }
