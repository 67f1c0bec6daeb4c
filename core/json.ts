/** The source text of a value, which JSON.parse hands to a reviver (ES2026, "JSON.parse source text access"). */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown

/** Parses JSON, with every whole number that a JavaScript number cannot hold exactly as its digits in a string. */
export function parseWithBigIntegers(text: string): unknown {
  return parse(text, (_key, value, { source = '' }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value
  )
}

/** Parses JSON that somebody else may have written; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A member of a value that should be a JSON object; undefined when it is none, or has no such member of its own. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined
  return (value as Record<string, unknown>)[name]
}
