import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { StartError } from '../core/errors.ts'
import { socialOidc } from './social-oidc.ts'
import type { ProviderPlacement, socialProvider } from './social-provider.ts'

/**
 * Registers the providers of SOCIALACCOUNT_PROVIDERS: one by its own file, `social-google.ts`, which is not even loaded
 * where nobody asks for it; one with an `issuer` by OpenID Connect.
 * @throws StartError when there is no such provider, or its options will not do
 */
export async function registerProviders(
  fastify: FastifyInstance,
  providers: Record<string, object>,
  placement: ProviderPlacement
): Promise<void> {
  for (const [name, options] of Object.entries(providers)) {
    const given = { ...options, ...placement }
    if ('issuer' in options) await fastify.register(socialOidc({ ...given, name, issuer: String(options.issuer) }))
    else await fastify.register(await pluginOf(name), given)
  }
}

/** Files that share the beginning of their names and are no providers, and Kakao, which has settings of its own. */
const others = new Set(['accounts', 'provider', 'providers', 'oidc', 'kakao'])

async function pluginOf(name: string): Promise<ReturnType<typeof socialProvider>> {
  // As this file is found beside them, both as .ts and as .js.
  const file = new URL(`social-${name}${extname(import.meta.url)}`, import.meta.url)
  if (!/^[a-z]+$/.test(name) || others.has(name) || !existsSync(file)) {
    throw new StartError(`SOCIALACCOUNT_PROVIDERS: there is no provider ${name}, and it names no issuer`)
  }
  const exported = await import(file.href)
  return exported[`social${name.charAt(0).toUpperCase()}${name.slice(1)}`]
}
