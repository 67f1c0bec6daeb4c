import type { Drizzle } from './open.ts'
import { createQueueQueries } from './queue.ts'
import { tasks } from './schema.ts'

export type Task = typeof tasks.$inferSelect

/** Reads and writes `rest_auth_task`: what is to be done with identity providers, after the answer. */
export function createTaskQueries(db: Drizzle) {
  return createQueueQueries(db, tasks)
}
