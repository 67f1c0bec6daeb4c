import { type FixtureObject, fixtureModels } from '../db/fixtures.ts'
import type { Database } from '../db/open.ts'

/** Everything of Django's that this database holds, as `manage.py dumpdata` writes it. */
export async function dumpFixture({ fixtures }: Pick<Database, 'fixtures'>): Promise<FixtureObject[]> {
  const objects: FixtureObject[] = []
  const withPermissions = await fixtures.hasPermissions()
  for (const model of fixtureModels) {
    for (const { pk, values } of await fixtures.rows(model, withPermissions)) {
      const fields = Object.entries(values).map(([name, value]) => [
        name,
        value instanceof Date ? djangoTime(value) : value
      ])
      objects.push({ model: model.label, pk, fields: Object.fromEntries(fields) })
    }
  }
  return objects
}

/** DjangoJSONEncoder: milliseconds, left out where there are none. */
function djangoTime(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}
