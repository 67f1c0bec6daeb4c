/**
 * What an audit trail tells of accounts, by stable names (OWASP ASVS 5.0, 16.3.1 to 16.3.3). `…_by_operator` is done on
 * the command line.
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
  'secrets_encrypted_by_operator'
] as const

export type EventName = (typeof eventNames)[number]

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
  /** What else there is to know: the way of a login, the address that was added. Never a secret. */
  details: Readonly<Record<string, string | number>>
}
