import { parseArgs } from 'node:util'
import { StartError } from '../core/errors.ts'
import { explainKakaoCode } from '../core/kakao-codes.ts'
import type { Command, CommandContext } from './command.ts'
import { type Finding, linesOf, say, textLines } from './doctor/finding.ts'
import { lookAtAdminKey, lookAtRedirectUri, redirectUri } from './doctor/kakao-addresses.ts'
import { lookAtIssuer, lookAtPublicKeys, lookAtTokenEndpoint } from './doctor/kakao-answers.ts'
import { lookAtKeys, readKeys } from './doctor/kakao-keys.ts'

export const doctor: Command = {
  usage: 'doctor kakao [CODE]',
  doc: "Looks at Kakao's keys, secret, addresses and clock, and asks Kakao; or explains a code, such as KOE320 or -402.",
  async run(context, args) {
    const [provider, code, ...others] = positionalsOf(args)
    if (provider !== 'kakao' || others.length > 0)
      throw new StartError('doctor takes kakao, and a code if there is one')
    return code === undefined ? examine(context) : explain(context, code)
  }
}

/** A code may look like an option: -402. */
function positionalsOf(args: string[]): string[] {
  const isCode = (arg: string) => /^-\d+$/.test(arg)
  const options = args.filter(arg => !isCode(arg))
  const codes = args.filter(isCode)
  return parseArgs({ args: [...options, '--', ...codes], allowPositionals: true }).positionals
}

async function examine({ settings, openDatabase, now, output }: CommandContext): Promise<number> {
  const { siteId = 1, kakaoAuthUrl: authUrl = '' } = settings
  const database = await openDatabase()
  const site = await database.sites.find(siteId)
  if (site === undefined) throw new StartError(`SITE_ID is ${siteId}, and there is no such site`)
  const { domain } = site
  const keys = await readKeys(database, settings)
  const findings = [
    ...lookAtKeys(keys, settings),
    lookAtRedirectUri(domain, settings),
    ...(await lookAtTokenEndpoint(authUrl, keys, redirectUri(domain, settings))),
    ...(await lookAtIssuer(authUrl, now)),
    ...(await lookAtPublicKeys(authUrl)),
    lookAtAdminKey(domain, settings)
  ]
  for (const line of findings.flatMap(linesOf)) output.write(`${line}\n`)
  return findings.some(({ verdict }: Finding) => verdict === 'wrong') ? 1 : 0
}

async function explain({ output }: CommandContext, code: string): Promise<number> {
  const known = explainKakaoCode(code)
  const lines =
    known === undefined
      ? textLines(say('doctorCodeUnknown', { code }), undefined)
      : [known.code, ...textLines(known, known.menu)]
  for (const line of lines) output.write(`${line}\n`)
  return known === undefined ? 1 : 0
}
