import { createLinkAddresses, isLoopback } from '../../core/link-addresses.ts'
import type { Settings } from '../../settings.ts'
import { type Finding, say } from './finding.ts'
import { lookAtOptionalKey } from './kakao-keys.ts'

const paths = { callback: '/accounts/kakao/login/callback/', unlink: '/accounts/kakao/webhook/unlink/' }

/** An address of the server, as it makes them of the site and the settings. */
function addressOf(
  path: keyof typeof paths,
  domain: string,
  { accountDefaultHttpProtocol: protocol }: Settings
): string {
  return createLinkAddresses({ protocol }).server(domain) + paths[path]
}

/** Where Kakao sends people back: what must be registered there, to the letter. */
export function redirectUri(domain: string, settings: Settings): string {
  return addressOf('callback', domain, settings)
}

/** Whether Kakao takes the address, which is https except on this machine. */
export function lookAtRedirectUri(domain: string, settings: Settings): Finding {
  const uri = redirectUri(domain, settings)
  const about = { subject: 'Redirect URI', menu: 'redirectUri', copy: uri } as const
  if (domain === 'example.com') return { ...about, verdict: 'wrong', texts: say('doctorRedirectExample') }
  if (!URL.canParse(uri) || new URL(uri).href !== uri) {
    return { ...about, verdict: 'wrong', texts: say('doctorRedirectOdd') }
  }
  if (uri.startsWith('http:') && !isLoopback(domain)) {
    return { ...about, verdict: 'wrong', texts: say('doctorRedirectInsecure') }
  }
  return { ...about, verdict: 'ok', texts: say('doctorRedirectFine') }
}

/** Whether the unlink webhook is open, and where it is. */
export function lookAtAdminKey(domain: string, settings: Settings): Finding {
  const { kakaoAdminKey = '' } = settings
  const finding = lookAtOptionalKey(kakaoAdminKey, {
    subject: 'Admin key',
    menu: 'adminKey',
    missing: 'doctorAdminKeyMissing'
  })
  if (finding.verdict !== 'ok') return finding
  return { ...finding, menu: 'webhooks', texts: say('doctorAdminKeyFine'), copy: addressOf('unlink', domain, settings) }
}
