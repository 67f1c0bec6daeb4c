// Few runs: each of them hashes.
import fc from 'fast-check'
import t from 'tap'
import { createPasswords } from '../../core/passwords.ts'
import { always, anyText } from './texts.ts'

const password = anyText(128).map(text => text.toWellFormed())

/** What somebody could take for the same password. */
const variants = (text: string): string[] =>
  [
    text.trim(),
    text.toLowerCase(),
    text.toUpperCase(),
    text.normalize('NFKC'),
    text.normalize('NFD'),
    text.slice(0, -1),
    text.slice(0, 72),
    `${text}\0`,
    `${text} `,
    text.split('\0')[0] ?? '',
    ''
  ].filter(other => other !== text)

for (const [algorithm, runs] of [
  ['argon2', 10],
  ['bcrypt_sha256', 2],
  ['scrypt', 1]
] as const) {
  t.test(`by ${algorithm}, any password of any script is itself, and nothing that only looks like it`, async t => {
    const { hash, verifyAny } = createPasswords({ algorithm })
    await always(
      t,
      fc.asyncProperty(password, fc.nat(), async (text, n) => {
        const encoded = await hash(text)
        if ((await verifyAny(text, [encoded])) !== 0) return false
        const others = variants(text)
        const other = others[n % others.length]
        return other === undefined || (await verifyAny(other, [encoded])) === -1
      }),
      runs
    )
  })
}
