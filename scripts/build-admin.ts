// dist/admin-pages/: the admin pages as static files. As a program: node scripts/build-admin.ts [DIRECTORY]
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const source = fileURLToPath(new URL('../admin', import.meta.url))
const program = fileURLToPath(import.meta.url)

/**
 * Builds the admin pages into a directory, which has them once they are whole. Vite and React go by NODE_ENV, so this
 * sets it: a server has it done in a process of its own.
 */
export async function buildAdminPages(directory: string): Promise<void> {
  const begin = Date.now()
  console.log('Building the admin pages, once; this takes 5 to 30 seconds…')
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  const unfinished = `${resolve(directory)}.${process.pid}`
  try {
    await build({
      configFile: false,
      root: source,
      base: './', // the pages may be mounted under any path
      logLevel: 'error',
      build: {
        outDir: unfinished,
        emptyOutDir: true,
        sourcemap: false,
        target: 'es2022',
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2000, // in KiB: react-admin in one file
        license: { fileName: 'licenses.md' }
      }
    })
    const bytes = compress(unfinished)
    rmSync(directory, { recursive: true, force: true })
    renameSync(unfinished, directory)
    console.log(`Built the admin pages in ${seconds(begin)} s: ${Math.round(bytes / 1024)} KiB compressed.`)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

const seconds = (since: number) => Math.round((Date.now() - since) / 1000)

/** Puts a compressed copy beside each file, so that none is compressed while somebody waits. @returns bytes of all copies */
function compress(directory: string): number {
  const copies = globSync('assets/*.{js,css}', { cwd: directory }).map(name => {
    const copy = gzipSync(readFileSync(join(directory, name)), { level: 9 })
    writeFileSync(join(directory, `${name}.gz`), copy)
    return copy.length
  })
  return copies.reduce((sum, length) => sum + length, 0)
}

if (process.argv[1] === program) {
  await buildAdminPages(process.argv[2] ?? fileURLToPath(new URL('../dist/admin-pages', import.meta.url)))
}
