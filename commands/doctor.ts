import { parseArgs } from 'node:util'
import { Agent } from 'undici'
import { kakaoLooks } from '../accounts/check-provider/check-kakao.ts'
import { type Finding, say } from '../accounts/check-provider/finding.ts'
import { StartError } from '../core/errors.ts'
import { explainKakaoCode } from '../core/kakao-codes.ts'
import { createLinkAddresses } from '../core/link-addresses.ts'
import type { Settings } from '../settings.ts'
import type { Command, CommandContext } from './command.ts'
import { linesOf, textLines } from './doctor/finding.ts'
import { readKeys } from './doctor/kakao-keys.ts'
import { requireSite, siteIdIn } from './own-site.ts'

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
  const { kakaoAuthUrl: authUrl = '', kakaoAppId: appId } = settings
  const { kakaoJavascriptKey: javascriptKey = '', kakaoAdminKey: adminKey = '' } = settings
  const database = await openDatabase()
  const { domain } = requireSite(await database.sites.find(siteIdIn(settings)), settings)
  const keys = await readKeys(database, settings)
  const dispatcher = new Agent()
  const findings: Finding[] = []
  try {
    const kakao = { authUrl, dispatcher, appId, javascriptKey, adminKey }
    const looks = kakaoLooks(kakao, addressesOf(settings), { keys, domains: [domain], now })
    for (const look of looks) findings.push(...(await look()))
  } finally {
    await dispatcher.destroy()
  }
  for (const line of findings.flatMap(linesOf)) output.write(`${line}\n`)
  return findings.some(({ verdict }) => verdict === 'wrong') ? 1 : 0
}

/** The addresses of the standalone server, as it makes them of the site and the settings. */
function addressesOf({ accountDefaultHttpProtocol: protocol }: Settings) {
  const { server } = createLinkAddresses({ protocol })
  return (domain: string, path: string) => `${server(domain)}/accounts/kakao/${path}`
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
