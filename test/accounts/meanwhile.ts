import type { FastifyInstance } from 'fastify'
import type { Accounts } from '../../accounts/context.ts'

/** What the acts work with, and something that happens each time while a new password is hashed. */
export function meanwhile({ accounts }: FastifyInstance, happen: (time: number) => void | Promise<void>): Accounts {
  let times = 0
  return {
    ...accounts,
    passwords: {
      ...accounts.passwords,
      async hash(password) {
        await happen(++times)
        return accounts.passwords.hash(password)
      }
    }
  }
}
