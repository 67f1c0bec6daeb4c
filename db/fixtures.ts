import { eq, getTableColumns, sql } from 'drizzle-orm'
import { integer, type SQLiteColumn, type SQLiteTable, sqliteTable } from 'drizzle-orm/sqlite-core'
import type { Drizzle } from './open.ts'
import * as schema from './schema.ts'

/** An object of Django's serialization format (docs.djangoproject.com, "Serializing Django objects"). */
export interface FixtureObject {
  model: string
  pk: number | string | null
  fields: Record<string, unknown>
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
interface JoinField {
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
const userPermissions = sqliteTable('auth_user_user_permissions', {
  userId: integer('user_id').notNull(),
  permissionId: integer('permission_id').notNull()
})
const groupPermissions = sqliteTable('auth_group_permissions', {
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

type Row = Record<string, unknown>

function columnOf(table: SQLiteTable, property: string): SQLiteColumn {
  const column = getTableColumns(table)[property]
  if (column === undefined) throw new RangeError(`no column ${property}`)
  return column
}

/** Reads and writes whole tables for dumpdata and loaddata. */
export function createFixtureQueries(db: Drizzle) {
  async function targetsOf({ join, owner, target }: JoinField, key: unknown): Promise<unknown[]> {
    const column = columnOf(join, target)
    const rows = await db
      .select({ target: column })
      .from(join)
      .where(eq(columnOf(join, owner), key))
      .orderBy(column)
    return rows.map(row => row.target)
  }

  return {
    /** Whether the database has Django's tables of permissions; ours do not, and nothing here reads them. */
    async hasPermissions(): Promise<boolean> {
      try {
        await db.select().from(userPermissions).limit(1)
        await db.select().from(groupPermissions).limit(1)
        return true
      } catch {
        return false // "no such table", the one way in which a read of a healthy database fails
      }
    },

    /** Whether a model has a row of a key. */
    async has({ table, key }: FixtureModel, pk: unknown): Promise<boolean> {
      const column = columnOf(table, key)
      const rows = await db.select({ key: column }).from(table).where(eq(column, pk))
      return rows.length > 0
    },

    /** Every row of a model, oldest first; datetimes are texts as they are stored, to the microsecond. */
    async rows({ table, key, fields }: FixtureModel, withPermissions: boolean): Promise<FixtureRow[]> {
      const columns = Object.entries(fields).flatMap(([, field]) => ('column' in field ? [field] : []))
      const selected = columns.map(({ column, kind }) => {
        const given = columnOf(table, column)
        return [column, kind === 'datetime' ? sql<string | null>`${given}` : given] as const
      })
      const rows: Row[] = await db
        .select({ ...Object.fromEntries(selected), [key]: columnOf(table, key) })
        .from(table)
        .orderBy(columnOf(table, key))
      return Promise.all(
        rows.map(async row => {
          const values: Row = {}
          for (const [name, field] of Object.entries(fields)) {
            if ('column' in field) values[name] = row[field.column]
            else values[name] = field.to === undefined && !withPermissions ? [] : await targetsOf(field, row[key])
          }
          return { pk: row[key] as number | string, values }
        })
      )
    },

    /** Writes a row, over the one that has its key. */
    async save({ table, key, fields }: FixtureModel, { pk, values }: FixtureRow): Promise<void> {
      const row: Row = pk === null ? {} : { [key]: pk }
      for (const [name, field] of Object.entries(fields)) if ('column' in field) row[field.column] = values[name]
      const [saved]: Row[] = await db
        .insert(table)
        .values(row)
        .onConflictDoUpdate({ target: columnOf(table, key), set: row })
        .returning({ key: columnOf(table, key) })
      for (const [name, field] of Object.entries(fields)) {
        const targets = values[name]
        if ('column' in field || targets === undefined) continue
        await db.delete(field.join).where(eq(columnOf(field.join, field.owner), saved?.key))
        for (const target of targets as unknown[]) {
          await db.insert(field.join).values({ [field.owner]: saved?.key, [field.target]: target })
        }
      }
    }
  }
}

/** A row of a model by Django's field names; `values` of many-to-many fields are arrays of keys, undefined to leave them. */
export interface FixtureRow {
  pk: number | string | null
  values: Row
}
