// Loaded before each test file (.taprc). For every module Node asks what its package is, and for that parses package.json
// anew; the one of drizzle-orm has 178 kB, its modules are more than 100: 0.4 s a process. Here they are told apart by name.
import { registerHooks } from 'node:module'

const inside = /\/node_modules\/drizzle-orm\/.+\.js$/

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.startsWith('.') && context.parentURL !== undefined && inside.test(context.parentURL)) {
      return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
    }
    return nextResolve(specifier, context)
  }
})
