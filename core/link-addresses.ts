import { isIP } from 'node:net'

export interface LinkAddressOptions {
  /** What the paths of our own pages begin with. */
  prefix?: string
  /** How a site's own links begin; `https`, and `http` for a site on this machine, when not given. */
  protocol?: 'http' | 'https' | undefined
  /** Where links lead instead of our own pages: addresses with `{uid}` and `{token}`, or `{key}`, in them. */
  passwordResetUrl?: string | undefined
  emailConfirmUrl?: string | undefined
}

export type LinkAddresses = ReturnType<typeof createLinkAddresses>

/**
 * The addresses of the links in mails. They are made of settings and of the site's own row, never of a request, which
 * could say that it came from anywhere.
 */
export function createLinkAddresses({ prefix = '', protocol, passwordResetUrl, emailConfirmUrl }: LinkAddressOptions) {
  const server = (domain: string) => `${protocol ?? (isLoopback(domain) ? 'http' : 'https')}://${domain}`
  const base = (domain: string) => server(domain) + prefix

  return {
    /** Where a site is: what its own paths follow. */
    server,

    /** Where a new password is chosen. */
    passwordReset(domain: string, { uid, token }: { uid: string; token: string }): string {
      const template = passwordResetUrl ?? `${base(domain)}/password-reset/confirm/{uid}/{token}/`
      return template.replaceAll('{uid}', () => uid).replaceAll('{token}', () => token)
    },

    /** Where an address is verified. */
    emailConfirm(domain: string, key: string): string {
      const template = emailConfirmUrl ?? `${base(domain)}/account-confirm-email/{key}/`
      return template.replaceAll('{key}', () => key)
    }
  }
}

/** Whether a site's domain, with or without a port, is this machine. */
export function isLoopback(domain: string): boolean {
  const host = domain.replace(/:\d+$/, '').toLowerCase()
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || isIPv4Loopback(host)
}

function isIPv4Loopback(host: string): boolean {
  return isIP(host) === 4 && host.startsWith('127.')
}
