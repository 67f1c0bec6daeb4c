import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { addUserEmail, changeUserEmail, removeUserEmail } from '../../accounts/admin/change-emails.ts'
import { maxEmailLength } from '../../core/email-address.ts'
import type { ListedEmailAddress } from '../../db/email-address-lists.ts'
import { example } from '../example.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { userFields } from './fields.ts'

const { user, username } = userFields('Whose it is')
const email = Type.String({
  minLength: 1,
  maxLength: maxEmailLength,
  format: 'email',
  description: 'The address; it stays as it was made.',
  examples: [example.email]
})
const verified = Type.Boolean({ description: 'Whether it is surely theirs.', examples: [true] })
const primary = Type.Boolean({
  description: "Whether it is the user's `email`: one of theirs is, so that another is made so instead of this one.",
  examples: [true]
})

const EmailAddressRow = Type.Object(
  { id: Type.Integer({ description: 'Its number.', examples: [12] }), user, username, email, verified, primary },
  { description: 'The address.' }
)
const EmailAddressBody = Type.Object({
  user,
  email,
  verified: Type.Optional(verified),
  primary: Type.Optional(primary)
})

/** E-mail addresses of users: seen, added, verified, made primary, removed. */
export function adminEmailAddressRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  adminResource(scope, admin, {
    path: 'email-addresses',
    words: { one: 'e-mail address', all: 'e-mail addresses' },
    row: EmailAddressRow,
    rules: {
      orderings: ['id', 'email'],
      defaultOrdering: '-id',
      filters: { user: 'id', verified: 'boolean', primary: 'boolean' },
      search: true
    },
    async list(query) {
      const { count, rows } = await accounts.database.emailAddresses.list(query)
      return { count, results: rows.map(emailAddressRow) }
    },
    body: EmailAddressBody,
    create: ({ user = 0, email = '', ...marks }, by, origin) =>
      addUserEmail(accounts, by, { user, email, ...marks }, origin),
    change: (id, { user: _user, email: _email, ...marks }, by, origin) =>
      changeUserEmail(accounts, by, Number(id), marks, origin),
    remove: (id, by, origin) => removeUserEmail(accounts, by, Number(id), origin)
  })
}

function emailAddressRow(address: ListedEmailAddress): Static<typeof EmailAddressRow> {
  const { id, userId: user, username, email, verified, primary } = address
  return { id, user, username, email, verified, primary }
}
