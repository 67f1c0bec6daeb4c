import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose'

type Find = ReturnType<typeof createLocalJWKSet>
export type ProviderKey = Awaited<ReturnType<Find>>
export type ProviderKeys = ReturnType<typeof createProviderKeys>

/** Milliseconds after which keys are asked for again, and for which they still count when nobody answers. */
const fresh = 3600_000
const stale = 48 * 3600_000
/** Milliseconds in which nothing is asked twice: whoever invents key ids makes us ask no more often. */
const cooldown = 30_000

/**
 * The public keys of an issuer (RFC 7517), kept in memory: asked for once an hour, and when a token names one that is
 * not among them, which is how issuers rotate; twice a minute at most. When the issuer is away, the known ones go on.
 * @param now milliseconds since 1970
 */
export function createProviderKeys(now: () => number) {
  let known: { find: Find; fetched: number } | undefined
  let tried: { at: number; error?: unknown } | undefined
  let loading: Promise<void> | undefined

  const isWithin = (time: number | undefined, span: number) => time !== undefined && Math.abs(now() - time) < span

  async function load(fetchKeys: () => Promise<JSONWebKeySet>): Promise<void> {
    const at = now()
    try {
      known = { find: createLocalJWKSet(await fetchKeys()), fetched: at }
      tried = { at }
    } catch (error) {
      tried = { at, error }
    }
    loading = undefined
  }

  return {
    /**
     * The key that the header of a token names.
     * @param fetchKeys asks the issuer
     * @throws JWKSNoMatchingKey when the issuer has none such; what `fetchKeys` threw when it had to be asked and could not
     */
    async find(
      header: JWSHeaderParameters,
      token: FlattenedJWSInput,
      fetchKeys: () => Promise<JSONWebKeySet>
    ): Promise<ProviderKey> {
      const refresh = async () => {
        if (loading === undefined && isWithin(tried?.at, cooldown)) return
        loading ??= load(fetchKeys)
        await loading
      }
      if (!isWithin(known?.fetched, stale)) known = undefined
      if (known === undefined || !isWithin(known.fetched, fresh)) await refresh()
      if (known === undefined) throw tried?.error
      try {
        return await known.find(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        await refresh()
        if (tried?.error !== undefined) throw tried.error
        return known.find(header, token)
      }
    }
  }
}
