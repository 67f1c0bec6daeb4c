import { localStorageStore } from 'react-admin'

const stored = localStorageStore('1', 'RestAuthAdmin')

/** What is remembered in this browser. A logout forgets searches and the like, and keeps the language and the theme. */
export const store: typeof stored = {
  ...stored,
  reset() {
    const kept = ['locale', 'theme'].map(key => [key, stored.getItem(key)] as const)
    stored.reset()
    for (const [key, value] of kept) if (value !== undefined) stored.setItem(key, value)
  }
}
