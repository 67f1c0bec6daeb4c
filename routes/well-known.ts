import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Accounts } from '../accounts/context.ts'
import { resource } from './resource.ts'

const Jwk = Type.Object(
  {
    kty: Type.String({ description: 'The kind of key: `RSA`, `EC`, `OKP`.' }),
    kid: Type.String({ description: 'What tokens call it by in their header.' }),
    alg: Type.String({ description: 'The algorithm that it verifies.' }),
    use: Type.Literal('sig', { description: 'It verifies signatures.' })
  },
  {
    additionalProperties: Type.String(),
    examples: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
        kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
        alg: 'EdDSA',
        use: 'sig'
      }
    ]
  }
)
const Jwks = Type.Object(
  { keys: Type.Array(Jwk, { description: 'The one that signs comes first.' }) },
  { description: 'The keys; none with HS256, HS384 and HS512, whose secret stays here.' }
)

/**
 * How long others may remember the keys, in seconds. A new key signs half a minute after it is first shown, but a process
 * may show it five seconds later than another.
 */
const maxAge = 20

/** `/.well-known/jwks.json`: the public keys by which other services verify tokens (RFC 7517, section 5). */
export function wellKnownRoutes(scope: FastifyInstance, { tokens }: Accounts): void {
  resource(scope, '/.well-known/jwks.json', {
    name: 'JSON Web Key Set',
    GET: {
      schema: {
        summary: 'Read the public keys of tokens',
        description: 'For other services that verify tokens by themselves, with RS256, ES256 and EdDSA.',
        tags: ['Tokens'],
        operationId: 'readKeys',
        response: { 200: Jwks }
      },
      async handler(_request, reply) {
        reply.header('cache-control', `public, max-age=${maxAge}`)
        return tokens.jwks()
      }
    }
  })
}
