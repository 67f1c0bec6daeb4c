import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { InvalidInput } from '../../core/errors.ts'
import { eventNames } from '../../core/events.ts'
import { readJson } from '../../core/json.ts'
import type { FilterValue } from '../../core/list-query.ts'
import { message } from '../../core/messages.ts'
import type { ListedEvent } from '../../db/event-lists.ts'
import { example } from '../example.ts'
import { resource } from '../resource.ts'
import { timeText } from '../time-text.ts'
import { adminResource } from './admin-resource.ts'
import type { AdminScope } from './admin-scope.ts'
import { timeField } from './fields.ts'

const EventRow = Type.Object(
  {
    id: Type.Integer({ description: 'Its number.', examples: [4711] }),
    created: timeField('When it happened.'),
    event: Type.String({ description: 'What happened, by a name of `events/names/`.', examples: ['login'] }),
    user: Type.Union([Type.Integer({ description: 'Whom it is about; they may be gone.' }), Type.Null()], {
      examples: [example.pk]
    }),
    username: Type.Union([Type.String({ description: 'Their name, as it is now.' }), Type.Null()], {
      examples: [example.username]
    }),
    ip_address: Type.String({ description: 'Where it was done.', examples: ['203.0.113.7'] }),
    user_agent: Type.String({ description: 'By which program.', examples: ['Mozilla/5.0 (iPhone)'] }),
    session_id: Type.Union([Type.String({ description: 'By which session.' }), Type.Null()], {
      examples: [example.sessionId]
    }),
    details: Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'What else there is to know; of an act in the admin `by`, `before` and `after`.',
        examples: [{ method: 'kakao' }]
      }
    )
  },
  { description: 'The event.' }
)

const NamesAnswer = Type.Object(
  { results: Type.Array(Type.String(), { description: 'The names.', examples: [['login', 'logout']] }) },
  { description: 'All names, in the order of docs/audit.md.' }
)

/** The audit trail: read. */
export function adminEventRoutes(scope: FastifyInstance, admin: AdminScope): void {
  const { events } = admin.accounts.database
  resource(scope, '/events/names/', {
    name: 'Names of events in the admin',
    onRequest: admin.authenticate,
    GET: {
      schema: {
        tags: ['Admin'],
        security: [{ adminCookie: [] }],
        summary: 'List the names that events have',
        operationId: 'adminListEventNames',
        response: { 200: NamesAnswer }
      },
      handler: async () => ({ results: eventNames })
    }
  })

  adminResource(scope, admin, {
    path: 'events',
    words: { one: 'event', all: 'events' },
    row: EventRow,
    rules: {
      orderings: ['id'],
      defaultOrdering: '-id',
      filters: { user: 'id', event: 'text', since: 'time', until: 'time' }
    },
    async list(query) {
      requireKnownName(query.filters.event)
      const { count, rows } = await events.list(query)
      return { count, results: rows.map(eventRow) }
    }
  })
}

/** Who mistypes a name would think that it never happened. @throws InvalidInput */
function requireKnownName(value: FilterValue | undefined): void {
  if (value === undefined || eventNames.some(name => name === value)) return
  throw new InvalidInput({ event: [message('notAChoice', { value: String(value).slice(0, 100) })] })
}

function eventRow(event: ListedEvent): Static<typeof EventRow> {
  return {
    id: event.id,
    created: timeText(event.created),
    event: event.event,
    user: event.userId,
    username: event.username,
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    session_id: event.sessionId,
    details: Object(readJson(event.details))
  }
}
