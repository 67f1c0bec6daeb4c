// `npm run docs`: writes the pages that are made from the code; a test compares them.
import { writeFileSync } from 'node:fs'
import { settingsPage } from '../docs/settings.ts'

writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsPage())
