import {
  type ColumnKind,
  type FixtureModel,
  type FixtureObject,
  type FixtureRow,
  fixtureModels
} from '../db/fixture-models.ts'
import type { Database } from '../db/open.ts'
import type { Accounts } from './context.ts'
import { recordEvent } from './record-event.ts'

/** A fixture cannot be loaded: one line that names the object and field. Nothing of it was written. */
export class FixtureError extends Error {
  readonly code = 'REST_AUTH_FIXTURE'
}

export interface Loaded {
  /** How many objects were written. */
  loaded: number
  /** How many were passed over, by model or field: those that have no table here. */
  skipped: Map<string, number>
}

/**
 * Loads Django's JSON fixture format, as `manage.py loaddata`: rows of the same key are written over, references may
 * point forward, and it is all loaded or nothing. Datetimes that Django sets itself are now where a fixture leaves them out.
 * @throws FixtureError
 */
export async function loadFixture(
  accounts: Pick<Accounts, 'database' | 'now' | 'audit'>,
  text: string
): Promise<Loaded> {
  const { fixtures, transaction } = accounts.database
  const now = new Date(accounts.now())
  const skipped = new Map<string, number>()
  const skip = (name: string, count = 1) => skipped.set(name, (skipped.get(name) ?? 0) + count)
  const withPermissions = await fixtures.hasPermissions()
  const rows: { model: FixtureModel; row: FixtureRow; name: string }[] = []
  for (const object of parseFixture(text)) {
    const model = fixtureModels.find(({ label }) => label === object.model.toLowerCase())
    if (model === undefined) {
      skip(object.model)
      continue
    }
    // The key of a token opens an account: it is not shown.
    const isSecret = model.key === 'key' && typeof object.pk === 'string'
    const name = `${model.label} ${isSecret ? '(key)' : (object.pk ?? '(new)')}`
    const row = readRow(model, object, { name, now, withPermissions })
    for (const [field, { to }] of Object.entries(model.fields)) {
      const targets = row.values[field]
      if (to !== undefined || withPermissions || !Array.isArray(targets)) continue
      if (targets.length > 0) skip(`${model.label}.${field}`, targets.length)
      row.values[field] = undefined
    }
    rows.push({ model, row, name })
  }
  let current = 'the fixture'
  try {
    await transaction(async queries => {
      for (const { model, row, name } of rows) {
        current = name
        await queries.fixtures.save(model, row)
      }
      for (const { model, row, name } of rows) await requireTargets(queries, model, row, name)
      current = 'the fixture'
      await recordEvent(accounts, queries, 'data_loaded_by_operator', { details: { objects: rows.length } })
    })
  } catch (error) {
    if (error instanceof FixtureError) throw error
    throw new FixtureError(`${current}: ${(error as Error).message}`, { cause: error })
  }
  return { loaded: rows.length, skipped }
}

/** Every row that is referred to must be there once all have been written. @throws FixtureError naming the first */
async function requireTargets(
  { fixtures }: Pick<Database, 'fixtures'>,
  model: FixtureModel,
  { values }: FixtureRow,
  name: string
): Promise<void> {
  for (const [field, { to }] of Object.entries(model.fields)) {
    const target = fixtureModels.find(({ label }) => label === to)
    if (target === undefined) continue
    for (const key of [values[field]].flat()) {
      if (key === undefined || (await fixtures.has(target, key))) continue
      throw new FixtureError(`${name}: ${field} refers to ${to} ${key}, which does not exist`)
    }
  }
}

function parseFixture(text: string): FixtureObject[] {
  let objects: unknown
  try {
    objects = JSON.parse(text)
  } catch (error) {
    throw new FixtureError(`not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`)
  }
  if (!Array.isArray(objects)) throw new FixtureError('a fixture is a list of objects')
  return objects.map((object: unknown, index) => {
    const { model, pk = null, fields } = isRecord(object) ? object : {}
    if (typeof model !== 'string' || !isRecord(fields)) {
      throw new FixtureError(`object ${index + 1}: an object has a model, a pk and fields`)
    }
    if (pk !== null && typeof pk !== 'number' && typeof pk !== 'string') {
      throw new FixtureError(`object ${index + 1}: pk takes a number or a text`)
    }
    return { model, pk, fields }
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The values of a row, of the right types; fields that are left out get what Django's model gives them. */
function readRow(
  model: FixtureModel,
  { pk, fields }: FixtureObject,
  { name, now, withPermissions }: { name: string; now: Date; withPermissions: boolean }
): FixtureRow {
  const unknown = Object.keys(fields).find(field => !Object.hasOwn(model.fields, field))
  if (unknown !== undefined) throw new FixtureError(`${name}: there is no field ${unknown}`)
  const values = Object.entries(model.fields).map(([field, definition]) => {
    const given = Object.hasOwn(fields, field) ? fields[field] : undefined
    if ('join' in definition) {
      const mayBeNatural = definition.to === undefined && !withPermissions
      return [field, readKeys(given, mayBeNatural, `${name}: ${field}`)]
    }
    const { kind, initial } = definition
    if (given === undefined) {
      if (initial === undefined && kind !== 'datetime') throw new FixtureError(`${name}: ${field} is missing`)
      return [field, initial === undefined ? now : initial]
    }
    if (given === null && initial === null) return [field, null]
    return [field, readers[kind](given) ?? wrong(`${name}: ${field}`, kind)]
  })
  if (model.key === 'id' && pk !== null && !isRowNumber(pk)) throw new FixtureError(`${name}: pk takes a number`)
  if (model.key === 'key' && typeof pk !== 'string') throw new FixtureError(`${name}: pk takes a text`)
  return { pk, values: Object.fromEntries(values) }
}

/** What a Django primary key can be: a larger number would be rounded. */
function isRowNumber(pk: unknown): boolean {
  return typeof pk === 'number' && Number.isSafeInteger(pk) && pk > 0
}

const readers: Record<ColumnKind, (given: unknown) => unknown> = {
  text: given => (typeof given === 'string' ? given : undefined),
  boolean: given => (typeof given === 'boolean' ? given : undefined),
  integer: given => (Number.isSafeInteger(given) ? given : undefined),
  datetime: given => (typeof given === 'string' ? readTime(given) : undefined)
}

const isoTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:?\d\d)?)?$/

/** ISO 8601 as Django writes it; without an offset it is UTC. */
function readTime(given: string): Date | undefined {
  const [, day, time = '00:00', offset = 'Z'] = isoTime.exec(given) ?? []
  const date = new Date(`${day}T${time}${offset}`)
  // Date takes the 30th of February for the 2nd of March.
  const midnight = new Date(`${day}T00:00Z`)
  return Number.isNaN(date.getTime()) || !midnight.toISOString().startsWith(`${day}T`) ? undefined : date
}

function wrong(place: string, kind: ColumnKind): never {
  throw new FixtureError(`${place} takes a value of the kind ${kind}`)
}

/** A many-to-many field: a list of keys. Natural keys (lists of words) may name rows of tables that are not here. */
function readKeys(given: unknown, mayBeNatural: boolean, place: string): unknown[] | undefined {
  if (given === undefined) return undefined
  const isKey = (key: unknown) => Number.isSafeInteger(key) || (mayBeNatural && Array.isArray(key))
  if (Array.isArray(given) && given.every(isKey)) return [...new Set(given)]
  throw new FixtureError(`${place} takes a list of keys`)
}
