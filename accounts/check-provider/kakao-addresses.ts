import { isLoopback } from '../../core/link-addresses.ts'
import { type Finding, say } from './finding.ts'
import { lookAtOptionalKey } from './kakao-keys.ts'

/** Whether a provider takes the address of a site that it sends browsers back to, which is https except on this machine. */
export function lookAtRedirectUri(uri: string, domain: string, menu?: Finding['menu']): Finding {
  const about = { subject: 'Redirect URI', menu, copy: uri } as const
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
export function lookAtAdminKey(adminKey: string, webhook: string): Finding {
  const finding = lookAtOptionalKey(adminKey, {
    subject: 'Admin key',
    menu: 'adminKey',
    missing: 'doctorAdminKeyMissing'
  })
  if (finding.verdict !== 'ok') return finding
  return { ...finding, menu: 'webhooks', texts: say('doctorAdminKeyFine'), copy: webhook }
}
