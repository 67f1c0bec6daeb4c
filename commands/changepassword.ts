import { parseArgs } from 'node:util'
import { setPassword } from '../accounts/set-password.ts'
import { StartError } from '../core/errors.ts'
import type { Command } from './command.ts'
import { createPrompt } from './prompt.ts'

export const changepassword: Command = {
  usage: 'changepassword USERNAME',
  doc: "Gives a user a new password and ends the user's sessions; asks for it, or takes DJANGO_SUPERUSER_PASSWORD.",
  async run({ openDatabase, passwords, now, audit, superuserPassword, ...terminal }, args) {
    const [username, ...others] = parseArgs({ args, allowPositionals: true }).positionals
    if (username === undefined || others.length > 0) throw new StartError('changepassword takes one username')
    const database = await openDatabase()
    const prompt = createPrompt(terminal)
    try {
      const password = superuserPassword ?? (await prompt.askPassword())
      const user = await setPassword({ database, passwords, now, audit }, username, password)
      terminal.output.write(`The password of ${user.username} has been changed.\n`)
      return 0
    } finally {
      prompt.close()
    }
  }
}
