import { integer, type SQLiteTable, sqliteTable } from 'drizzle-orm/sqlite-core'
import * as schema from './schema.ts'

/** An object of Django's serialization format (docs.djangoproject.com, "Serializing Django objects"). */
export interface FixtureObject {
  model: string
  pk: number | string | null
  fields: Record<string, unknown>
}

/** A row of a model by Django's field names; `values` of many-to-many fields are arrays of keys, undefined to leave them. */
export interface FixtureRow {
  pk: number | string | null
  values: Record<string, unknown>
}

export type ColumnKind = 'text' | 'boolean' | 'integer' | 'datetime'

/** A field that is a column; `initial` is what Django's model gives it when a fixture leaves it out. */
interface ColumnField {
  column: string
  kind: ColumnKind
  initial?: unknown
  /** The model whose key it holds. */
  to?: string
}

/** A many-to-many field: rows of a table that joins two. */
export interface JoinField {
  join: SQLiteTable
  owner: string
  target: string
  /** The model whose keys it holds; none for a table that only Django has. */
  to?: string
}

export interface FixtureModel {
  label: string
  table: SQLiteTable
  /** The primary key, as a property of the table. */
  key: 'id' | 'key'
  /** Fields in Django's order. */
  fields: Record<string, ColumnField | JoinField>
}

const text = (column: string, initial?: string): ColumnField => ({ column, kind: 'text', initial })
const boolean = (column: string, initial: boolean): ColumnField => ({ column, kind: 'boolean', initial })
const datetime = (column: string, initial?: null): ColumnField => ({ column, kind: 'datetime', initial })
const reference = (column: string, to: string): ColumnField => ({ column, kind: 'integer', to })

// Django's permissions stay Django's: they are carried along where its tables are there.
export const userPermissions = sqliteTable('auth_user_user_permissions', {
  userId: integer('user_id').notNull(),
  permissionId: integer('permission_id').notNull()
})
export const groupPermissions = sqliteTable('auth_group_permissions', {
  groupId: integer('group_id').notNull(),
  permissionId: integer('permission_id').notNull()
})

/** The models of a fixture that have a table here, in the order in which dumpdata writes them. */
export const fixtureModels: readonly FixtureModel[] = [
  { label: 'sites.site', table: schema.sites, key: 'id', fields: { domain: text('domain'), name: text('name') } },
  {
    label: 'auth.group',
    table: schema.groups,
    key: 'id',
    fields: {
      name: text('name'),
      permissions: { join: groupPermissions, owner: 'groupId', target: 'permissionId' }
    }
  },
  {
    label: 'auth.user',
    table: schema.users,
    key: 'id',
    fields: {
      password: text('password'),
      last_login: datetime('lastLogin', null),
      is_superuser: boolean('isSuperuser', false),
      username: text('username'),
      first_name: text('firstName', ''),
      last_name: text('lastName', ''),
      email: text('email', ''),
      is_staff: boolean('isStaff', false),
      is_active: boolean('isActive', true),
      date_joined: datetime('dateJoined'),
      groups: { join: schema.userGroups, owner: 'userId', target: 'groupId', to: 'auth.group' },
      user_permissions: { join: userPermissions, owner: 'userId', target: 'permissionId' }
    }
  },
  {
    label: 'account.emailaddress',
    table: schema.emailAddresses,
    key: 'id',
    fields: {
      user: reference('userId', 'auth.user'),
      email: text('email'),
      verified: boolean('verified', false),
      primary: boolean('primary', false)
    }
  },
  {
    label: 'account.emailconfirmation',
    table: schema.emailConfirmations,
    key: 'id',
    fields: {
      email_address: reference('emailAddressId', 'account.emailaddress'),
      created: datetime('created'),
      sent: datetime('sent', null),
      key: text('key')
    }
  },
  {
    label: 'socialaccount.socialapp',
    table: schema.socialApps,
    key: 'id',
    fields: {
      provider: text('provider'),
      name: text('name'),
      client_id: text('clientId'),
      secret: text('secret', ''),
      key: text('key', ''),
      sites: { join: schema.socialAppSites, owner: 'socialAppId', target: 'siteId', to: 'sites.site' }
    }
  },
  {
    label: 'socialaccount.socialaccount',
    table: schema.socialAccounts,
    key: 'id',
    fields: {
      user: reference('userId', 'auth.user'),
      provider: text('provider'),
      uid: text('uid'),
      last_login: datetime('lastLogin'),
      date_joined: datetime('dateJoined'),
      extra_data: text('extraData', '{}')
    }
  },
  {
    label: 'socialaccount.socialtoken',
    table: schema.socialTokens,
    key: 'id',
    fields: {
      app: reference('appId', 'socialaccount.socialapp'),
      account: reference('accountId', 'socialaccount.socialaccount'),
      token: text('token'),
      token_secret: text('tokenSecret', ''),
      expires_at: datetime('expiresAt', null)
    }
  },
  {
    label: 'authtoken.token',
    table: schema.authTokens,
    key: 'key',
    fields: { user: reference('userId', 'auth.user'), created: datetime('created') }
  }
]
