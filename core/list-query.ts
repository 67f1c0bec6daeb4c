import { type FieldMessages, InvalidInput } from './errors.ts'
import { member } from './json.ts'
import { type Message, message } from './messages.ts'

/** What a list can be narrowed by: a yes or no, the number of another row, a word, a moment. */
export type FilterKind = 'boolean' | 'id' | 'text' | 'time'
export type FilterValue = boolean | number | string | Date

/** What may be asked of a list. */
export interface ListRules {
  /** What it can be sorted by; the first of the two is what it is sorted by when nobody says, with `-` for descending. */
  orderings: readonly string[]
  defaultOrdering: string
  filters?: Readonly<Record<string, FilterKind>>
  search?: boolean
}

/** A page of a list. */
export interface ListQuery {
  offset: number
  limit: number
  by: string
  isDescending: boolean
  /** What names begin with; never empty. */
  search?: string
  /** Only these. */
  ids?: readonly string[]
  filters: Readonly<Record<string, FilterValue>>
}

/** Rows of a page, and of one that does not say; pages that there can be. */
export const maxPageSize = 100
const defaultPageSize = 25
const maxPage = 1_000_000
const maxTextLength = 254

/**
 * Reads the query of a list: `page`, `page_size`, `ordering`, `search`, `id` (several), and the filters of the list.
 * Names that it does not know are ignored, as Django REST Framework does.
 * @param query the parsed query: texts, or lists of them where a name stands there more than once; what a host's own parser
 *   makes of it besides is passed over
 * @throws InvalidInput with messages by name
 */
export function readListQuery(query: unknown, rules: ListRules): ListQuery {
  const textsOf = (name: string) => [member(query, name)].flat().filter(value => typeof value === 'string')
  const errors: FieldMessages = {}

  function read<Value>(name: string, parse: (text: string) => Value | Message): Value | undefined {
    const text = textsOf(name).at(-1)
    if (text === undefined || text === '') return undefined
    const value = parse(text.slice(0, 1000))
    if (!isMessage(value)) return value
    errors[name] = [value]
    return undefined
  }

  const page = read('page', text => wholeNumber(text, maxPage)) ?? 1
  const limit = read('page_size', text => wholeNumber(text, maxPageSize)) ?? defaultPageSize
  const ordering = read('ordering', text => choice(text, rules.orderings)) ?? rules.defaultOrdering
  const search = rules.search ? read('search', readText) : undefined
  const filters: Record<string, FilterValue> = {}
  for (const [name, kind] of Object.entries(rules.filters ?? {})) {
    const value = read(name, filterReaders[kind])
    if (value !== undefined) filters[name] = value
  }
  const ids = textsOf('id').slice(0, maxPageSize)
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors)
  return {
    offset: (page - 1) * limit,
    limit,
    by: ordering.replace(/^-/, ''),
    isDescending: ordering.startsWith('-'),
    ...(search !== undefined && search !== '' && { search }),
    ...(ids.length > 0 && { ids }),
    filters
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'name' in value
}

function wholeNumber(text: string, max: number): number | Message {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= max ? number : message('notInRange', { min: 1, max })
}

function choice(text: string, orderings: readonly string[]): string | Message {
  return orderings.includes(text.replace(/^-/, '')) ? text : message('notAChoice', { value: text.slice(0, 100) })
}

function readText(text: string): string | Message {
  const trimmed = text.trim()
  return trimmed.length > maxTextLength ? message('tooLong', { max: maxTextLength }) : trimmed
}

const filterReaders: Record<FilterKind, (text: string) => FilterValue | Message> = {
  boolean: text =>
    text === 'true' || text === '1' || (text === 'false' || text === '0' ? false : message('notABoolean')),
  id: text => (/^\d{1,15}$/.test(text) ? Number(text) : message('notAnId')),
  text: readText,
  time(text) {
    const isTime = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) && isDay(text.slice(0, 10))
    const time = new Date(isTime ? text : Number.NaN)
    return Number.isNaN(time.getTime()) ? message('notADate') : time
  }
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
