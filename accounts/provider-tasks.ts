import { SocialRefused } from '../core/errors.ts'
import type { Task } from '../db/tasks.ts'
import type { Accounts } from './context.ts'
import { applyEvent } from './provider-event.ts'
import { unlinkAtProvider } from './unlink-at-provider.ts'
import { createWorkQueue, type WorkQueueLog } from './work-queue.ts'

/** In milliseconds; longer than a provider is waited for. */
const lease = 60_000

/** Works off what providers told, and tells them what they are to know. */
export function createProviderTasks(accounts: Accounts, log: WorkQueueLog) {
  const { database, now } = accounts
  return createWorkQueue<Task>({
    rows: database.tasks,
    write: work => database.transaction(({ tasks }) => work(tasks)),
    perform: task => (task.kind === 'event' ? applyEvent(accounts, task) : unlinkAtProvider(accounts, task)),
    isPermanent: error => error instanceof SocialRefused,
    lease,
    now,
    log,
    words: {
      postponed: 'work with an identity provider failed, and will be tried again',
      givenUp: 'work with an identity provider given up',
      broken: 'the work with identity providers cannot be read or written',
      facts: ({ id, kind, provider }) => ({ task: id, kind, provider }),
      outline: error => ({ type: Object(error).name, code: Object(error).code })
    }
  })
}
