// How `fastify start --config fastify.config.ts` runs: address, log, and one line instead of a stack when it cannot start.

import { reportStartError } from './commands/report.ts'
import { loadEnvironmentFile, optionsOf, settingsFromEnvironment } from './settings.ts'

process.on('unhandledRejection', reportStartError)
loadEnvironmentFile()
const { host, port: wanted, trustProxy: proxies } = optionsOf('server', settingsFromEnvironment())

export const port = wanted
export const address = host
export const trustProxy = proxies
export const logLevel = 'info'
export const options = true
export const closeGraceDelay = 10_000
