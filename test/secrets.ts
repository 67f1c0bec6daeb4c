// Secrets that a test marks, and the search for them wherever they must not be.
import { randomBytes } from 'node:crypto'

/** A place that is searched, and its text. */
export interface Place {
  where: string
  text: string
}

/** The secrets of a test, by what they are. */
export function createSecrets() {
  const secrets = new Map<string, string>()

  /** Every way to write a secret that a log or an answer may use; in small letters, since keys are looked up in them. */
  const spellings = (secret: string) =>
    [
      secret,
      encodeURIComponent(secret),
      secret.replaceAll(' ', '+'),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64').replace(/=+$/, '')
    ].map(text => text.toLowerCase())

  return {
    /** A new secret that nobody can have by accident. */
    make(name: string): string {
      return this.keep(name, `marked ${name.replaceAll(/\W/g, '')} ${randomBytes(9).toString('hex')}`)
    },

    /** One that a server made. */
    keep(name: string, secret: string): string {
      if (secret.length < 16) throw new Error(`${name} is too short to be searched for`)
      const isNew = secrets.has(name) && secrets.get(name) !== secret
      secrets.set(isNew ? `${name} again, ${secrets.size}` : name, secret)
      return secret
    },

    /** All of them by name. */
    all: () => [...secrets] as const,

    /** Which secrets stand where; those that a place may hold are given. */
    found(places: Place[], allowed: readonly string[] = []): string[] {
      const wanted = [...secrets].filter(([, secret]) => !allowed.includes(secret))
      const searched = wanted.flatMap(([name, secret]) => spellings(secret).map(text => [name, text] as const))
      const hits = places.flatMap(({ where, text }) => {
        const small = text.toLowerCase()
        return searched
          .filter(([, spelling]) => small.includes(spelling))
          .map(([name]) => `${name} in ${where}: ${text}`)
      })
      return [...new Set(hits)]
    }
  }
}

export type Secrets = ReturnType<typeof createSecrets>
