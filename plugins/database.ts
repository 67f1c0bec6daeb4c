import fp from 'fastify-plugin'
import { type Database, openDatabase } from '../db/open.ts'
import { type PluginOptions, readOptions } from '../settings.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Django's tables, and our own. */
    database: Database
  }
}

export type DatabaseOptions = PluginOptions<'database'>

/**
 * Opens the database, brings its tables up to date and decorates the instance with it; closes it with the server.
 * @throws StartError, or DatabaseOpenError with one line for the operator
 */
export const database = fp<DatabaseOptions>(
  async (fastify, options) => {
    const opened = await openDatabase(readOptions('database', options))
    fastify.decorate('database', opened)
    fastify.addHook('onClose', () => opened.close())
  },
  { name: 'rest-auth-database', fastify: '5.x' }
)
