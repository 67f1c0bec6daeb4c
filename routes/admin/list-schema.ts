import Type from 'typebox'
import { type ListRules, maxPageSize } from '../../core/list-query.ts'

/** What a list may be asked, as an OpenAPI document says it; core/list-query.ts reads it. */
export function querySchema({ orderings, defaultOrdering, filters = {}, search }: ListRules) {
  const number = (description: string, example: number, maximum?: number) =>
    Type.Optional(Type.Integer({ minimum: 1, description, examples: [example], ...(maximum && { maximum }) }))
  const text = ([description, example]: readonly [string, string]) =>
    Type.Optional(Type.String({ description, examples: [example] }))
  const names = Object.entries(filters).map(([name, kind]) => [name, text(filterWords[kind])])
  const sorted = orderings.map(name => `\`${name}\``).join(', ')
  return Type.Object({
    page: number('The page, from 1.', 1),
    page_size: number('Rows of a page.', 25, maxPageSize),
    ordering: text([`By ${sorted}; with \`-\` in front descending.`, defaultOrdering]),
    id: text(['Only these: may be given several times.', '1']),
    ...(search && { search: text(['What they begin with.', 'a']) }),
    ...Object.fromEntries(names)
  })
}

/** What a filter takes, and an example. */
const filterWords = {
  boolean: ['`true` or `false`.', 'true'],
  id: ['The number of a row.', '1'],
  text: ['To the letter.', 'kakao'],
  time: ['A time, as in `2026-01-31` or `2026-01-31T12:00:00Z`.', '2026-01-31']
} as const
