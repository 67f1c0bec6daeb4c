import fp from 'fastify-plugin'
import { createPasswords, type Passwords } from '../core/passwords.ts'
import { type PluginOptions, readOptions } from '../settings.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Hashes and verifies passwords in Django's formats. */
    passwords: Passwords
  }
}

export type PasswordsOptions = PluginOptions<'passwords'>

/** Decorates the instance with the hashing of passwords. @throws StartError */
export const passwords = fp<PasswordsOptions>(
  async (fastify, options) => {
    const [algorithm] = readOptions('passwords', options).hashers
    fastify.decorate('passwords', createPasswords({ algorithm }))
  },
  { name: 'rest-auth-passwords', fastify: '5.x' }
)
