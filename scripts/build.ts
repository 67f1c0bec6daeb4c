// dist/: the compiled package with its types, the files that it reads while it runs, and the admin pages.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, rmSync } from 'node:fs'
import { buildAdminPages } from './build-admin.ts'

rmSync('dist', { recursive: true, force: true })
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit', shell: process.platform === 'win32' })
for (const asset of ['core/common-passwords.txt', 'db/migrations']) cpSync(asset, `dist/${asset}`, { recursive: true })
chmodSync('dist/manage.js', 0o755)
await buildAdminPages('dist/admin-pages')
