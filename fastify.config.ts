// How `fastify start --config fastify.config.ts` runs: address, log, and one line instead of a stack when it cannot start.

import { reportStartError } from './commands/report.ts'
import { trustedProxies } from './core/proxies.ts'
import { loadEnvironmentFile, optionsOf, settingsFromEnvironment } from './settings.ts'

process.on('unhandledRejection', reportStartError)
loadEnvironmentFile()
const { host, port: wanted, trustProxy } = optionsOf('server', settingsFromEnvironment())

export const port = wanted
export const address = host
/** Whatever `trustProxy` of Fastify takes, despite its name. */
export const trustProxyIps = trustedProxies(trustProxy)
export const logLevel = 'info'
export const options = true
export const closeGraceDelay = 10_000 // Requests have 8 seconds (plugins/finish-requests.ts), and the database the rest.
