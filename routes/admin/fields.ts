import Type from 'typebox'
import { example } from '../example.ts'

/** A moment, as answers say it. */
export const timeField = (description: string) =>
  Type.String({ format: 'date-time', description, examples: [example.time] })

/** A moment that need not be. */
export const maybeTime = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description, examples: [null] })

/** The number of a user, and the name that goes with it. */
export const userFields = (description: string) => ({
  user: Type.Integer({ description: `${description}: their number.`, examples: [example.pk] }),
  username: Type.String({ description: 'Their name.', examples: [example.username] })
})

/** Enough of a secret to tell it from others. */
export const masked = (secret: string) => `${secret.slice(0, 4)}…`

/** The site that this server is. */
export const siteField = Type.Object(
  {
    id: Type.Integer({ description: 'Its number.' }),
    domain: Type.String({ description: 'Its domain.' }),
    name: Type.String({ description: 'Its name.' })
  },
  { description: 'The site.', examples: [{ id: 1, domain: 'example.com', name: 'example.com' }] }
)
