import Type from 'typebox'
import { languages, type Message, type MessageName, message, translate } from '../core/messages.ts'

/** A message by its name, or with its values. */
export type Sentence = MessageName | Message

/**
 * `{"detail": "…"}` as an answer of the OpenAPI description.
 * @param description when it is given
 * @param sentences what it may say
 * @param headers its headers, as JSON Schema
 */
export function detailAnswer(description: string, sentences: readonly Sentence[], headers?: Record<string, object>) {
  const examples = sentences.map(sentence => [nameOf(sentence), { detail: textOf(sentence) }] as const)
  const detail = Type.String({ description: 'A sentence for people, in the language that they ask for.' })
  return Type.Object({ detail }, { description, ...(headers && { headers }), ...namedExamples(examples) })
}

/** What a sentence is called among the examples. */
export function nameOf(sentence: Sentence): string {
  return typeof sentence === 'string' ? sentence : sentence.name
}

/** What a sentence says, in the first language. */
export function textOf(sentence: Sentence): string {
  return translate(typeof sentence === 'string' ? message(sentence) : sentence, languages[0])
}

/** Examples as @fastify/swagger takes them: `examples` for the one, `x-examples` for several by name. */
export function namedExamples(examples: readonly (readonly [name: string, value: unknown])[]): object {
  if (examples.length === 1) return { examples: examples.map(([, value]) => value) }
  return { 'x-examples': Object.fromEntries(examples.map(([name, value]) => [name, { value }])) }
}
