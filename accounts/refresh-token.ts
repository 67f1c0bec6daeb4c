import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Queries } from '../db/open.ts'

/** What is kept of a refresh token: it has 256 random bits, so that a plain hash tells nothing of it. */
export function refreshTokenHash(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url')
}

/** The first refresh token of a session, 256 random bits; only its hash is kept. */
export async function firstRefreshToken({ refreshTokens }: Queries, sessionId: string, created: Date): Promise<string> {
  const refreshToken = randomBytes(32).toString('base64url')
  await refreshTokens.insert({ hash: refreshTokenHash(refreshToken), sessionId, created })
  return refreshToken
}

/**
 * The refresh token that follows another: it is made of that one and a secret of the server, so that it can be told
 * again to whom the answer did not reach, although only its hash is kept.
 */
export function successorOf(refreshToken: string, secret: Uint8Array): string {
  return createHmac('sha256', secret).update(refreshToken).digest('base64url')
}
