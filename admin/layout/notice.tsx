import { Notification } from 'react-admin'

/** What was done is said shortly, so that what is said next does not come late. */
export const Notice = () => <Notification autoHideDuration={2500} />
