import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { parseArgs } from 'node:util'
import { recordEvent } from '../accounts/record-event.ts'
import { StartError } from '../core/errors.ts'
import {
  isSignatureAlgorithm,
  keysOfPem,
  newPrivateKey,
  rotatedKeys,
  type SignatureAlgorithm,
  type TokenKeyError
} from '../core/token-keys.ts'
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
    replaceFile(keyFile, rotatedKeys(readKeys(keyFile, jwtAlgorithm), newKey, kept))
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

/** The text of the file, if there is one. @throws StartError when it holds something else, which is not written over */
function readKeys(file: string, algorithm: SignatureAlgorithm): string {
  if (!existsSync(file)) return ''
  const pem = readFileSync(file, 'utf8')
  try {
    keysOfPem(pem, algorithm)
  } catch (error) {
    throw new StartError(`${file} ${(error as TokenKeyError).message}`) // which is all that it throws
  }
  return pem
}

/** Whoever reads the file meanwhile reads the old one or the new one, and never half of it. A link stays one. */
function replaceFile(file: string, text: string): void {
  const target = existsSync(file) ? realpathSync(file) : file
  const draft = `${target}.${randomBytes(6).toString('hex')}`
  try {
    const descriptor = openSync(draft, 'wx', 0o600)
    try {
      writeFileSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, target)
  } finally {
    rmSync(draft, { force: true }) // Gone already, unless something went wrong: no key stays behind.
  }
}
