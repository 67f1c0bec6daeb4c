/**
 * What an audit trail tells of accounts, by stable names (OWASP ASVS 5.0, 16.3.1 to 16.3.3). `…_by_operator` is done on
 * the command line, `…_by_admin` in the admin.
 */
export const eventNames = [
  'user_registered',
  'user_changed',
  'user_deleted',
  'login',
  'login_failed',
  'logout',
  'logout_all',
  'session_ended',
  'refresh_token_reused',
  'password_changed',
  'password_reset_asked',
  'password_reset',
  'email_added',
  'email_verified',
  'email_made_primary',
  'email_removed',
  'social_account_connected',
  'social_account_disconnected',
  'social_event_received',
  'superuser_created_by_operator',
  'password_set_by_operator',
  'site_changed_by_operator',
  'data_loaded_by_operator',
  'key_rotated_by_operator',
  'secrets_encrypted_by_operator',
  'admin_confirmed',
  'user_created_by_admin',
  'user_changed_by_admin',
  'user_deleted_by_admin',
  'password_set_by_admin',
  'password_reset_sent_by_admin',
  'sessions_ended_by_admin',
  'session_ended_by_admin',
  'key_removed_by_admin',
  'email_added_by_admin',
  'email_changed_by_admin',
  'email_removed_by_admin',
  'group_created_by_admin',
  'group_changed_by_admin',
  'group_deleted_by_admin',
  'site_created_by_admin',
  'site_changed_by_admin',
  'site_deleted_by_admin',
  'social_app_created_by_admin',
  'social_app_changed_by_admin',
  'social_app_deleted_by_admin',
  'social_app_tested_by_admin',
  'social_account_removed_by_admin',
  'social_token_removed_by_admin'
] as const

export type EventName = (typeof eventNames)[number]

/** A value of an event's details. */
export type EventValue =
  | string
  | number
  | boolean
  | null
  | readonly EventValue[]
  | { readonly [name: string]: EventValue }

/** Something that happened to an account, as it is kept in `rest_auth_event` and told to `onAuditEvent`. */
export interface AuditEvent {
  event: EventName
  created: Date
  /** Whom it is about; null where it is nobody who is known. */
  userId: number | null
  ipAddress: string
  userAgent: string
  /** The session by which it was done, or that it began; null where there is none. */
  sessionId: string | null
  /**
   * What else there is to know: the way of a login, the address that was added; of an act in the admin, who did it (`by`)
   * and what was there `before` and `after`. Never a secret.
   */
  details: Readonly<Record<string, EventValue>>
}
