import { StartError } from '../core/errors.ts'
import { camelCase, type SettingName, settingsFromEnvironment } from '../settings.ts'

/** The value of one setting, from a text of the environment. */
export function read(name: SettingName, text: string): unknown {
  const settings: Record<string, unknown> = settingsFromEnvironment({ [name]: text })
  return settings[camelCase(name)]
}

/** What stops the start: the whole line, so that nothing more is told than it says. */
export function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof StartError) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}
