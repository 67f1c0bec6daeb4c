import { sql } from 'drizzle-orm'
import { customType, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

// Django's own tables, to the column; names in TypeScript are the field's terms. Columns stand in Django's order.
// Indexes named rest_auth_* are ours: without them a login in another case, or by e-mail, would read the whole table.

/** Django's DateTimeField on SQLite: text, `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, without the fraction where it is 0. */
const datetime = customType<{ data: Date; driverData: string }>({
  dataType: () => 'datetime',
  toDriver: date =>
    date
      .toISOString()
      .replace('T', ' ')
      .replace(/(?:\.000)?Z$/, match => (match === 'Z' ? '000' : '')),
  fromDriver: value => new Date(`${value.replace(' ', 'T')}Z`)
})

const varchar = (length: number) => text({ length })
const boolean = () => integer({ mode: 'boolean' })
const id = () => integer().primaryKey({ autoIncrement: true })

/** `auth_user`: people who can log in. */
export const users = sqliteTable(
  'auth_user',
  {
    id: id(),
    password: varchar(128).notNull(),
    lastLogin: datetime('last_login'),
    isSuperuser: integer('is_superuser', { mode: 'boolean' }).notNull(),
    username: varchar(150).notNull().unique(),
    lastName: text('last_name', { length: 150 }).notNull(),
    email: varchar(254).notNull(),
    isStaff: integer('is_staff', { mode: 'boolean' }).notNull(),
    isActive: integer('is_active', { mode: 'boolean' }).notNull(),
    dateJoined: datetime('date_joined').notNull(),
    firstName: text('first_name', { length: 150 }).notNull()
  },
  table => [
    index('rest_auth_user_username_lower').on(sql`lower(${table.username})`),
    index('rest_auth_user_email_lower').on(sql`lower(${table.email})`),
    // The admin lists by these; of the rights and of who is disabled, few rows are what is looked for.
    index('rest_auth_user_date_joined').on(table.dateJoined),
    index('rest_auth_user_last_login').on(table.lastLogin),
    index('rest_auth_user_staff').on(table.id).where(sql`is_staff`),
    index('rest_auth_user_superuser').on(table.id).where(sql`is_superuser`),
    index('rest_auth_user_inactive').on(table.id).where(sql`not is_active`)
  ]
)

/** `auth_group`: what `requireGroup` asks for; Django gives them permissions besides. */
export const groups = sqliteTable('auth_group', { id: id(), name: varchar(150).notNull().unique() })

/** `auth_user_groups` */
export const userGroups = sqliteTable(
  'auth_user_groups',
  {
    id: id(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    groupId: integer('group_id')
      .notNull()
      .references(() => groups.id)
  },
  table => [
    uniqueIndex('auth_user_groups_user_id_group_id_94350c0c_uniq').on(table.userId, table.groupId),
    index('auth_user_groups_user_id_6a12ed8b').on(table.userId),
    index('auth_user_groups_group_id_97559544').on(table.groupId)
  ]
)

/** `django_site`: the domains that this database serves. */
export const sites = sqliteTable('django_site', {
  id: id(),
  name: varchar(50).notNull(),
  domain: varchar(100).notNull().unique()
})

/** `account_emailaddress`: the e-mail addresses of a user, and which are verified. */
export const emailAddresses = sqliteTable(
  'account_emailaddress',
  {
    id: id(),
    verified: boolean().notNull(),
    primary: boolean().notNull(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    email: varchar(254).notNull().unique()
  },
  table => [
    index('account_emailaddress_user_id_2c513194').on(table.userId),
    index('rest_auth_emailaddress_email_lower').on(sql`lower(${table.email})`)
  ]
)

/** `account_emailconfirmation`: allauth's keys that verify an address. */
export const emailConfirmations = sqliteTable(
  'account_emailconfirmation',
  {
    id: id(),
    created: datetime().notNull(),
    sent: datetime(),
    key: varchar(64).notNull().unique(),
    emailAddressId: integer('email_address_id')
      .notNull()
      .references(() => emailAddresses.id)
  },
  table => [index('account_emailconfirmation_email_address_id_5b7f8c58').on(table.emailAddressId)]
)

/** `socialaccount_socialapp`: the keys that an identity provider gave this project. */
export const socialApps = sqliteTable('socialaccount_socialapp', {
  id: id(),
  provider: varchar(30).notNull(),
  name: varchar(40).notNull(),
  clientId: text('client_id', { length: 191 }).notNull(),
  key: varchar(191).notNull(),
  secret: varchar(191).notNull()
})

/** `rest_auth_social_app`, our own: what a provider gives besides, and Django has no column for. */
export const socialAppDetails = sqliteTable('rest_auth_social_app', {
  /** Django does not know this table: when it deletes an application, the database itself deletes this row. */
  socialAppId: integer('social_app_id')
    .primaryKey()
    .references(() => socialApps.id, { onDelete: 'cascade' }),
  /** The number of the app: Kakao's access tokens name it. */
  appId: text('app_id').notNull()
})

/** `socialaccount_socialapp_sites`: the sites that a social application serves. */
export const socialAppSites = sqliteTable(
  'socialaccount_socialapp_sites',
  {
    id: id(),
    socialAppId: integer('socialapp_id')
      .notNull()
      .references(() => socialApps.id),
    siteId: integer('site_id')
      .notNull()
      .references(() => sites.id)
  },
  table => [
    uniqueIndex('socialaccount_socialapp_sites_socialapp_id_site_id_71a9a768_uniq').on(table.socialAppId, table.siteId),
    index('socialaccount_socialapp_sites_socialapp_id_97fb6e7d').on(table.socialAppId),
    index('socialaccount_socialapp_sites_site_id_2579dee5').on(table.siteId)
  ]
)

/** `socialaccount_socialaccount`: who a user is at an identity provider; (provider, uid) is one person. */
export const socialAccounts = sqliteTable(
  'socialaccount_socialaccount',
  {
    id: id(),
    provider: varchar(30).notNull(),
    uid: varchar(191).notNull(),
    lastLogin: datetime('last_login').notNull(),
    dateJoined: datetime('date_joined').notNull(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id),
    /** What the provider told, as JSON text. */
    extraData: text('extra_data').notNull()
  },
  table => [
    uniqueIndex('socialaccount_socialaccount_provider_uid_fc810c6e_uniq').on(table.provider, table.uid),
    index('socialaccount_socialaccount_user_id_8146e70c').on(table.userId)
  ]
)

/** `socialaccount_socialtoken`: the provider's access token (`token`) and refresh token (`token_secret`). */
export const socialTokens = sqliteTable(
  'socialaccount_socialtoken',
  {
    id: id(),
    token: text().notNull(),
    tokenSecret: text('token_secret').notNull(),
    expiresAt: datetime('expires_at'),
    accountId: integer('account_id')
      .notNull()
      .references(() => socialAccounts.id),
    appId: integer('app_id')
      .notNull()
      .references(() => socialApps.id)
  },
  table => [
    uniqueIndex('socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq').on(table.appId, table.accountId),
    index('socialaccount_socialtoken_account_id_951f210e').on(table.accountId),
    index('socialaccount_socialtoken_app_id_636a42d7').on(table.appId)
  ]
)

/** `authtoken_token`: Django REST Framework's tokens, one a user. */
export const authTokens = sqliteTable(
  'authtoken_token',
  {
    key: varchar(40).primaryKey(),
    created: datetime().notNull(),
    userId: integer('user_id')
      .notNull()
      .unique()
      .references(() => users.id)
  },
  table => [index('rest_auth_token_created').on(table.created)]
)

/** `rest_auth_session`, our own: one login, from its first token to its last refresh. */
export const sessions = sqliteTable(
  'rest_auth_session',
  {
    /** The `sid` of its tokens: 128 random bits. */
    id: text().primaryKey(),
    /** Django does not know this table: when it deletes a user, the database itself ends the sessions. */
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    created: datetime().notNull(),
    lastUsed: datetime('last_used').notNull(),
    expires: datetime().notNull(),
    /** When it was ended before its time: by logout, a password change, an administrator. */
    ended: datetime(),
    userAgent: text('user_agent').notNull(),
    ipAddress: text('ip_address').notNull(),
    /** How it began: `password`, `registration`, or the provider of a social login. */
    method: text().notNull()
  },
  table => [
    index('rest_auth_session_user_id').on(table.userId),
    index('rest_auth_session_expires').on(table.expires),
    index('rest_auth_session_created').on(table.created)
  ]
)

/** `rest_auth_admin_login`, our own: sessions of the admin, which go by a cookie and not by tokens. */
export const adminLogins = sqliteTable('rest_auth_admin_login', {
  /** SHA-256 of what the cookie says, base64url. */
  sessionId: text('session_id')
    .primaryKey()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  /** When the password was last shown. */
  confirmed: datetime().notNull()
})

/** `rest_auth_refresh_token`, our own: refresh tokens of JWT_REFRESH_MODE=rotating, as hashes alone. */
export const refreshTokens = sqliteTable(
  'rest_auth_refresh_token',
  {
    /** SHA-256 of the token, base64url. */
    hash: text().primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    created: datetime().notNull(),
    /** When its successor was handed out; kept until the session goes, so that a second use is noticed. */
    used: datetime()
  },
  table => [index('rest_auth_refresh_token_session_id').on(table.sessionId)]
)

/** `rest_auth_event`, our own: what happened to accounts. It outlives them, and so refers to no other table. */
export const events = sqliteTable(
  'rest_auth_event',
  {
    id: id(),
    created: datetime().notNull(),
    /** What happened: a name of core/events.ts. */
    event: text().notNull(),
    /** Whom it is about; null where it is nobody who is known. */
    userId: integer('user_id'),
    ipAddress: text('ip_address').notNull(),
    userAgent: text('user_agent').notNull(),
    /** The session by which it was done, or that it began. */
    sessionId: text('session_id'),
    /** What else there is to know, as JSON; never a secret. */
    details: text().notNull()
  },
  table => [
    index('rest_auth_event_created').on(table.created),
    index('rest_auth_event_user_id').on(table.userId, table.created),
    index('rest_auth_event_event').on(table.event, table.created)
  ]
)

/** `rest_auth_mail`, our own: mails that are to be sent; a row goes when its mail has gone or is given up. */
export const mails = sqliteTable(
  'rest_auth_mail',
  {
    id: id(),
    /** What it is about. Its text is written when it is sent: no link that opens anything is kept here. */
    kind: text().notNull(),
    /** The address that was asked about, or that the mail goes to. */
    recipient: text().notNull(),
    /** What the text needs to know besides, as JSON. */
    details: text().notNull(),
    language: text().notNull(),
    siteId: integer('site_id').notNull(),
    created: datetime().notNull(),
    /** How often it has been tried. */
    attempts: integer().notNull(),
    /** When it is to be tried next. */
    due: datetime().notNull()
  },
  table => [index('rest_auth_mail_due').on(table.due)]
)

/** `rest_auth_login_code`, our own: logins by a browser that its front end has not picked up yet. */
export const loginCodes = sqliteTable(
  'rest_auth_login_code',
  {
    /** SHA-256 of the code, base64url. */
    hash: text().primaryKey(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The identity provider that the user came by. */
    provider: text().notNull(),
    /** The code_challenge (RFC 7636, S256) of the front end that began it; null where it sent none. */
    challenge: text(),
    /** Scopes that the user has not consented to, as JSON. */
    missingScopes: text('missing_scopes').notNull(),
    created: datetime().notNull(),
    expires: datetime().notNull()
  },
  table => [
    index('rest_auth_login_code_user_id').on(table.userId),
    index('rest_auth_login_code_expires').on(table.expires)
  ]
)

/** `rest_auth_once`, our own: what was shown, and may not be shown again. */
export const once = sqliteTable(
  'rest_auth_once',
  {
    /** SHA-256 of what it is, base64url. */
    hash: text().primaryKey(),
    /** When it would no longer hold anyway. */
    expires: datetime().notNull()
  },
  table => [index('rest_auth_once_expires').on(table.expires)]
)

/** `rest_auth_task`, our own: what is to be done with an identity provider; a row goes when it is done or given up. */
export const tasks = sqliteTable(
  'rest_auth_task',
  {
    id: id(),
    /** `event`: work off what a provider told; `unlink`: end a connection at the provider's side. */
    kind: text().notNull(),
    provider: text().notNull(),
    /** Who it is about at the provider. */
    uid: text().notNull(),
    /** What else there is to know, as JSON; secrets in it are sealed. */
    details: text().notNull(),
    created: datetime().notNull(),
    /** How often it has been tried. */
    attempts: integer().notNull(),
    /** When it is to be tried next. */
    due: datetime().notNull()
  },
  table => [index('rest_auth_task_due').on(table.due)]
)
