import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { recordEvent } from '../accounts/record-event.ts'
import { StartError } from '../core/errors.ts'
import { isSignatureAlgorithm, keysOfPem, newPrivateKey, rotatedKeys } from '../core/token-keys.ts'
import type { Command } from './command.ts'

/** Older keys that go on verifying: their tokens live for minutes, and a rotation may follow another by mistake. */
const kept = 3

export const rotatekey: Command = {
  usage: 'rotatekey',
  doc: 'Makes a new private key that signs tokens; those so far go on verifying. For RS256, ES256 and EdDSA.',
  async run({ openDatabase, settings: { jwtAlgorithm = 'HS256' }, keyFile, now, audit, output }, args) {
    parseArgs({ args })
    if (!isSignatureAlgorithm(jwtAlgorithm)) {
      throw new StartError(
        `with ${jwtAlgorithm} a new secret goes before the old one in JWT_SECRET_KEY, with a comma between them`
      )
    }
    if (keyFile === undefined) throw new StartError('only a file can be rotated: JWT_PRIVATE_KEY=file:PATH')
    const database = await openDatabase()
    const newKey = newPrivateKey(jwtAlgorithm)
    const pem = existsSync(keyFile) ? readFileSync(keyFile, 'utf8') : ''
    replaceFile(keyFile, rotatedKeys(pem, newKey, kept))
    const kid = String(keysOfPem(newKey, jwtAlgorithm)[0]?.kid)
    await database.transaction(queries =>
      recordEvent({ now, audit }, queries, 'key_rotated_by_operator', { details: { kid } })
    )
    output.write(
      `The key ${kid} is in ${keyFile}. Servers take it within 5 seconds, and sign with it 30 seconds later.\n`
    )
    return 0
  }
}

/** Whoever reads the file meanwhile reads the old one or the new one, and never half of it. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, file)
}
