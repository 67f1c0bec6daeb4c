import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { changeUser } from '../../accounts/admin/change-user.ts'
import { createUser } from '../../accounts/admin/create-user.ts'
import { deleteUser } from '../../accounts/admin/delete-user.ts'
import { endUserSessions, sendPasswordReset, setUserPassword } from '../../accounts/admin/help-user.ts'
import { maxNameLength } from '../../accounts/admin/user-values.ts'
import { maxEmailLength } from '../../core/email-address.ts'
import { message } from '../../core/messages.ts'
import { isUsablePassword } from '../../core/passwords.ts'
import { maxUsernameLength } from '../../core/username.ts'
import type { ListedUser } from '../../db/user-lists.ts'
import { detailAnswer } from '../detail-answer.ts'
import { invalidAnswer } from '../error-answers.ts'
import { example } from '../example.ts'
import { originOf } from '../origin.ts'
import { timeText } from '../time-text.ts'
import { adminAct } from './admin-act.ts'
import { adminResource } from './admin-resource.ts'
import { type AdminScope, adminOf } from './admin-scope.ts'
import { maybeTime, timeField } from './fields.ts'

const properties = {
  username: Type.String({
    minLength: 1,
    maxLength: maxUsernameLength,
    description: 'The name.',
    examples: [example.username]
  }),
  email: Type.String({
    format: 'email',
    maxLength: maxEmailLength,
    description: 'The primary e-mail address.',
    examples: [example.email]
  }),
  first_name: Type.String({ maxLength: maxNameLength, description: 'The given name.', examples: [example.firstName] }),
  last_name: Type.String({ maxLength: maxNameLength, description: 'The family name.', examples: [example.lastName] }),
  is_active: Type.Boolean({ description: 'Whether they may log in. Who is disabled is logged out.', examples: [true] }),
  is_staff: Type.Boolean({ description: 'Whether they may work in the admin.', examples: [false] }),
  is_superuser: Type.Boolean({ description: 'Whether they may do everything.', examples: [false] }),
  groups: Type.Array(Type.Integer(), { description: "The numbers of Django's groups.", examples: [[1]] })
}

const UserRow = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the user.', examples: [example.pk] }),
    ...properties,
    date_joined: timeField('When they registered.'),
    last_login: maybeTime('When they last logged in.'),
    has_password: Type.Boolean({ description: 'Whether they can log in by a password.', examples: [true] }),
    providers: Type.Array(Type.String(), { description: 'The providers that they come by.', examples: [['kakao']] })
  },
  { description: 'The user.' }
)

const { username, ...others } = properties
const UserBody = Type.Object({
  username,
  ...Type.Partial(Type.Object(others)).properties,
  password: Type.Optional(
    Type.String({
      format: 'password',
      description: 'Of a new user; none when not given.',
      examples: ['a lovely passphrase']
    })
  )
})
const PasswordBody = Type.Object({
  password: Type.String({
    minLength: 1,
    format: 'password',
    description: 'The new one.',
    examples: ['a lovely passphrase']
  })
})

/** Users: seen, made, changed, helped, deleted. */
export function adminUserRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { accounts } = admin
  const { users } = accounts.database
  adminResource(scope, admin, {
    path: 'users',
    words: { one: 'user', all: 'users' },
    row: UserRow,
    rules: {
      orderings: ['id', 'username', 'date_joined', 'last_login'],
      defaultOrdering: '-id',
      filters: {
        is_active: 'boolean',
        is_staff: 'boolean',
        is_superuser: 'boolean',
        group: 'id',
        joined_since: 'time'
      },
      search: true
    },
    async list(query) {
      const { count, rows } = await users.list(query)
      return { count, results: rows.map(userRow) }
    },
    body: UserBody,
    createLimits: ['passwords'],
    create: (fields, by, origin) => createUser(accounts, by, fields, origin),
    change: (id, { password: _password, ...fields }, by, origin) =>
      changeUser(accounts, by, Number(id), fields, origin),
    remove: (id, by, origin) => deleteUser(accounts, by, Number(id), origin)
  })

  adminAct(scope, admin, {
    path: 'users',
    verb: 'password',
    summary: "Set a user's password",
    description: 'For superusers. All logins of the user end, and they are told by mail.',
    operationId: 'adminSetPassword',
    limits: ['passwords'],
    body: PasswordBody,
    response: {
      204: Type.Null({ description: 'Set.' }),
      400: invalidAnswer({ password: 'required' }, { password: message('tooLong', { max: 128 }) })
    },
    act: (id, { password }, request) => setUserPassword(accounts, adminOf(request), id, password, originOf(request))
  })

  adminAct(scope, admin, {
    path: 'users',
    verb: 'password-reset',
    summary: 'Mail a user the link for a new password',
    operationId: 'adminSendPasswordReset',
    limits: ['mails'],
    response: {
      204: Type.Null({ description: 'The mail is on its way.' }),
      400: invalidAnswer(
        { non_field_errors: 'adminNoEmail' },
        { non_field_errors: 'adminUserDisabled' },
        { non_field_errors: 'adminNoPassword' }
      )
    },
    act: (id, _fields, request) => sendPasswordReset(accounts, adminOf(request), id, originOf(request))
  })

  adminAct(scope, admin, {
    path: 'users',
    verb: 'end-sessions',
    summary: 'Log a user out everywhere',
    description: 'All of their sessions end, and their key of Django REST Framework is deleted.',
    operationId: 'adminEndSessions',
    response: { 204: Type.Null({ description: 'Ended.' }), 404: detailAnswer('There is no such user.', ['notFound']) },
    act: (id, _fields, request) => endUserSessions(accounts, adminOf(request), id, originOf(request))
  })
}

function userRow(user: ListedUser): Static<typeof UserRow> {
  const { id, username, email, firstName, lastName, isActive, isStaff, isSuperuser, dateJoined, lastLogin } = user
  return {
    id,
    username,
    email,
    first_name: firstName,
    last_name: lastName,
    is_active: isActive,
    is_staff: isStaff,
    is_superuser: isSuperuser,
    groups: user.groupIds,
    date_joined: timeText(dateJoined),
    last_login: lastLogin && timeText(lastLogin),
    has_password: isUsablePassword(user.password),
    providers: user.providers
  }
}
