import { parseArgs } from 'node:util'
import { createSuperuser } from '../accounts/create-superuser.ts'
import type { Command } from './command.ts'
import { createPrompt } from './prompt.ts'

export const createsuperuser: Command = {
  usage: 'createsuperuser [--username NAME] [--email ADDRESS]',
  doc: 'Makes a user who may do everything; asks for what is not given. DJANGO_SUPERUSER_PASSWORD holds the password where nobody can be asked.',
  async run({ openDatabase, passwords, now, audit, superuserPassword, ...terminal }, args) {
    const { values } = parseArgs({ args, options: { username: { type: 'string' }, email: { type: 'string' } } })
    const database = await openDatabase()
    const prompt = createPrompt(terminal)
    try {
      const username = values.username ?? (await prompt.ask('Username: '))
      const email = values.email ?? (superuserPassword === undefined ? await prompt.ask('Email address: ') : '')
      const password = superuserPassword ?? (await prompt.askPassword())
      const user = await createSuperuser({ database, passwords, now, audit }, { username, email, password })
      terminal.output.write(`Superuser ${user.username} has been made.\n`)
      return 0
    } finally {
      prompt.close()
    }
  }
}
