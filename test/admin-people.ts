// The admin of a server whose clock goes forward when it is told to, and whose mails stand in a folder.
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { SuiteOptions } from '../app.ts'
import { type AdminBrowser, createAdminApp, openAdmin } from './admin-app.ts'
import { denied, inShort, openStaff, toConfirm } from './admin-social.ts'
import { type ReadMail, readMails } from './mails.ts'
import { createClock } from './outside.ts'

/** A server on Django's database, its superuser's browser, the clock, and what has been mailed. */
export async function createPeopleAdmin(t: Test, options: SuiteOptions = {}) {
  const clock = createClock()
  const folder = join(t.testdirName, 'mails')
  const { app, admin } = await createAdminApp(t, { now: clock.now, emailUrl: `file:${folder}`, ...options })
  return {
    app,
    admin,
    clock,
    /** Has the password be shown too long ago. */
    waitForConfirmation() {
      clock.seconds += 16 * 60
    },
    mails: async () => (await readMails(folder)).map(({ to, subject, text }: ReadMail) => ({ to, subject, text }))
  }
}

/** Who asks, as a sentence says it. */
type Asks = [what: string, ask: (browser: AdminBrowser) => ReturnType<AdminBrowser['get']>]

/** Everybody may be let in to look and nobody else: 401 without a session of the admin. */
export async function isForStaff(t: Test, app: FastifyInstance, asks: readonly Asks[]): Promise<void> {
  const nobody = openAdmin(app)
  await nobody.get('session/')
  for (const [what, ask] of asks) {
    const { status, body } = await ask(nobody)
    t.same(
      { status, body },
      { status: 401, body: { detail: 'Your session in the admin is over. Please log in again.' } },
      what
    )
  }
}

/** Staff without the right of a superuser are refused: 403. */
export async function isForSuperusers(t: Test, app: FastifyInstance, asks: readonly Asks[]): Promise<void> {
  const staff = await openStaff(app)
  for (const [what, ask] of asks) t.same(inShort(await ask(staff)), denied, what)
}

/** A superuser whose password was shown too long ago is asked for it once more. */
export async function needsConfirmation(t: Test, admin: AdminBrowser, asks: readonly Asks[]): Promise<void> {
  for (const [what, ask] of asks) t.match(await ask(admin), toConfirm, what)
}
