import { randomBytes } from 'node:crypto'

/** A text that nobody guesses: a code, a token, a cookie. */
export const randomText = () => randomBytes(32).toString('base64url')
