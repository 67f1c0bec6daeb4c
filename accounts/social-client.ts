import type { Dispatcher } from 'undici'
import { type Refused, Unavailable } from '../core/errors.ts'
import { message } from '../core/messages.ts'
import { createSealer, isSealed, type Sealer } from '../core/sealer.ts'
import type { SocialKeys, SocialProvider } from '../core/social-provider.ts'
import type { Database } from '../db/open.ts'
import type { KnownApp } from '../db/social.ts'
import type { AppToCheck, Finding } from './check-provider/finding.ts'
import type { ProviderKeys } from './provider-keys.ts'

/** A provider that people can come by here: its facts, how this project is known to it, and how it is reached. */
export interface SocialClient {
  /** Its name in URLs and rows, and for people. */
  readonly id: string
  readonly name: string
  /** The facts, or where an issuer tells them. */
  readonly provider: SocialProvider | DiscoveredProvider
  /** The keys by the settings; what the Social application of the site says goes before them. */
  readonly keys: SocialKeys
  /** The settings that a missing key is told by. */
  readonly settings: { proof: string; clientId: string }
  /** Where something of the provider is at a site, by its domain: `login/callback/`, for example. */
  addressAt(domain: string, path: string): string
  /** Looks at the keys of an application as only this provider can be looked at; undefined where it is one of many. */
  readonly check?: (client: SocialClient, app: AppToCheck) => Promise<Finding[]>
  /** The site whose Social application counts: the one that a request came to. */
  readonly siteId: number
  /** What people are asked to consent to. */
  readonly scopes: readonly string[]
  /** Whether access tokens are taken that nothing proves to be ours. */
  readonly acceptsUnprovenTokens: boolean
  readonly dispatcher: Dispatcher
  /** Milliseconds for all that is asked of the provider for one login. */
  readonly timeout: number
  /** Whether it is told of people who are no longer connected here. */
  readonly unlinksAtProvider: boolean
  /** What follows from the events that it tells, by their names; one that is not here is only recorded. */
  readonly eventPolicy: Readonly<Record<string, EventAction>>
  /** The public keys of its id_tokens. */
  readonly publicKeys: ProviderKeys
}

/** What may follow from an event: nothing but a line in the audit trail, or that and something that is done to the user. */
export const eventActions = ['record', 'end_sessions', 'unlink', 'delete'] as const
export type EventAction = (typeof eventActions)[number]

/** An issuer whose facts stand in its own document (OpenID Connect Discovery 1.0). */
export interface DiscoveredProvider {
  issuer: string
  /** The facts, made of the document; asked of the issuer once a day. @throws an Error when it will not do */
  discover(ask: (url: string) => Promise<unknown>): Promise<SocialProvider>
}

/**
 * The keys of a provider for its site: what stands in the Social application goes before the settings, field by field.
 * @throws Unavailable when the secret is sealed and cannot be opened
 */
export async function keysOf(
  { database, sealer }: { database: Pick<Database, 'social'>; sealer: Sealer | undefined },
  { id, keys, siteId }: Pick<SocialClient, 'id' | 'keys' | 'siteId'>
): Promise<SocialKeys> {
  const app = await database.social.findApp(id, siteId)
  return app === undefined ? keys : completed(app, openSecret(sealer, app.secret, secretPurpose(id)), keys)
}

/** The keys of a Social application, whose secret has been opened, and for what it leaves out those of the settings. */
export function completed(
  { clientId, key, appId }: Pick<KnownApp, 'clientId' | 'key' | 'appId'>,
  secret: string,
  keys: SocialKeys
): SocialKeys {
  return {
    clientId: clientId || keys.clientId,
    secret: secret || keys.secret,
    key: key || keys.key,
    ...(appId !== '' && { appId })
  }
}

/** Where a provider sends browsers back to at a site: what must be registered there, to the letter. */
export function callbackUri({ addressAt }: Pick<SocialClient, 'addressAt'>, domain: string): string {
  return addressAt(domain, callbackPath)
}
export const callbackPath = 'login/callback/'

/** Seals what is kept of providers' secrets, by SOCIAL_SECRET_KEY; undefined where there is none. */
export function providerSealer(secretKey: string | string[] | undefined): Sealer | undefined {
  const [first, ...others] = [secretKey ?? []].flat()
  return first === undefined ? undefined : createSealer([first, ...others], 'provider secrets')
}

/** What the client secret of a provider is sealed for. */
export function secretPurpose(provider: string): string {
  return `socialapp ${provider}`
}

/**
 * A secret as it is kept: sealed, or plain as Django wrote it.
 * @throws Unavailable when it was sealed by a secret that is not there
 */
export function openSecret(sealer: Sealer | undefined, kept: string, purpose: string): string {
  const opened = readSecret(sealer, kept, purpose)
  if (opened === undefined) throw notConfigured('SOCIAL_SECRET_KEY')
  return opened
}

/** The same where it may be out of reach: undefined then. */
export function readSecret(sealer: Sealer | undefined, kept: string, purpose: string): string | undefined {
  return isSealed(kept) ? sealer?.open(kept, purpose) : kept
}

/** A secret as it is to be kept: sealed where there is what seals, and else plain as Django would. */
export function sealSecret(sealer: Sealer | undefined, secret: string, purpose: string): string {
  return secret === '' ? secret : (sealer?.seal(secret, purpose) ?? secret)
}

/** A login that the server is not set up for; nobody is let in unchecked. */
export function notConfigured(setting: string): Refused {
  return new Unavailable(message('providerNotConfigured', { setting }), { cause: new Error(`${setting} is missing`) })
}
