/** How the password is asked for: what the dialog has left here once it is on the page. */
let ask: (() => Promise<boolean>) | undefined

export function setPasswordDialog(dialog: (() => Promise<boolean>) | undefined): void {
  ask = dialog
}

let asking: Promise<boolean> | undefined

/** Whether the password was typed once more; several requests at once ask once. */
export function askForPassword(): Promise<boolean> {
  asking ??= (ask?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined
  })
  return asking
}
