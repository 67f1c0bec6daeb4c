import type { DataProvider, GetListParams, RaRecord } from 'react-admin'
import { api } from './api.ts'

interface Page {
  count: number
  results: RaRecord[]
}

/** The most rows that a list gives at once. */
const largestPage = 100

/** react-admin's questions, as the admin API takes them. */
export const dataProvider = {
  async getList(resource, params) {
    return list(resource, queryOf(params))
  },
  async getManyReference(resource, { target, id, ...params }) {
    return list(resource, queryOf({ ...params, filter: { ...params.filter, [target]: id } }))
  },
  async getMany(resource, { ids }) {
    const pages = Array.from({ length: Math.ceil(ids.length / largestPage) }, (_, page) => {
      const some = ids.slice(page * largestPage, (page + 1) * largestPage)
      return list(resource, [...some.map(id => ['id', String(id)]), ['page_size', String(largestPage)]])
    })
    return { data: (await Promise.all(pages)).flatMap(({ data }) => data) }
  },
  async getOne(resource, { id }) {
    return { data: await api('GET', rowPath(resource, id)) }
  },
  async create(resource, { data }) {
    return { data: await api('POST', `${resource}/`, filledIn(data)) }
  },
  async update(resource, { id, data, previousData }) {
    return { data: await api('PATCH', rowPath(resource, id), changes(data, previousData ?? {})) }
  },
  async updateMany(resource, { ids, data }) {
    for (const id of ids) await api('PATCH', rowPath(resource, id), data)
    return { data: ids }
  },
  async delete(resource, { id, previousData }) {
    await api('DELETE', rowPath(resource, id))
    return { data: previousData ?? { id } }
  },
  async deleteMany(resource, { ids }) {
    for (const id of ids) await api('DELETE', rowPath(resource, id))
    return { data: ids }
  }
} as DataProvider

const rowPath = (resource: string, id: unknown) => `${resource}/${encodeURIComponent(String(id))}/`

async function list(resource: string, query: string[][]) {
  const { results, count } = await api<Page>('GET', `${resource}/?${new URLSearchParams(query)}`)
  return { data: results, total: count }
}

function queryOf({ pagination, sort, filter }: Pick<GetListParams, 'pagination' | 'sort' | 'filter'>): string[][] {
  const filters = Object.entries(filter ?? {}).filter(([, value]) => !isEmpty(value))
  return [
    ['page', String(pagination?.page ?? 1)],
    ['page_size', String(pagination?.perPage ?? largestPage)],
    ...(sort === undefined ? [] : [['ordering', `${sort.order === 'DESC' ? '-' : ''}${sort.field}`]]),
    ...filters.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : String(value)])
  ]
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

/** A new row: what was left empty is not sent, and the server says what it is then. */
const filledIn = (data: object) => Object.fromEntries(Object.entries(data).filter(([, value]) => !isEmpty(value)))

/**
 * What of a form is not as it was. Inputs hold null when they are empty: that is the empty text where there was a text,
 * and nothing at all where the row had no such field.
 */
function changes(data: object, before: object): Record<string, unknown> {
  const old = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(data).flatMap(([name, value]) => {
    const was = old.get(name)
    if (isEmpty(value) && value !== '' && isEmpty(was)) return []
    const now = value === null && typeof was === 'string' ? '' : value
    return JSON.stringify(now) === JSON.stringify(was) ? [] : [[name, now] as const]
  })
  return Object.fromEntries(changed)
}
