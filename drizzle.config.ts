import { defineConfig } from 'drizzle-kit'

// `npm run db:generate` writes the next migration from the difference between schema.ts and the last snapshot.
export default defineConfig({ dialect: 'sqlite', schema: './db/schema.ts', out: './db/migrations' })
