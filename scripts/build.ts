// dist/: the compiled package with its types, and the files that it reads while it runs.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit', shell: process.platform === 'win32' })
for (const asset of ['core/common-passwords.txt', 'db/migrations']) cpSync(asset, `dist/${asset}`, { recursive: true })
chmodSync('dist/manage.js', 0o755)
