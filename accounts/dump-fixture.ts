import { type FixtureObject, fixtureModels } from '../db/fixture-models.ts'
import type { Database } from '../db/open.ts'

/** Everything of Django's that this database holds, as `manage.py dumpdata` writes it. */
export async function dumpFixture({ fixtures }: Pick<Database, 'fixtures'>): Promise<FixtureObject[]> {
  const objects: FixtureObject[] = []
  const withPermissions = await fixtures.hasPermissions()
  for (const model of fixtureModels) {
    for (const { pk, values } of await fixtures.rows(model, withPermissions)) {
      const fields = Object.entries(values).map(([name, value]) => {
        const definition = model.fields[name]
        const isTime = definition !== undefined && 'kind' in definition && definition.kind === 'datetime'
        return [name, isTime && typeof value === 'string' ? djangoTime(value) : value]
      })
      objects.push({ model: model.label, pk, fields: Object.fromEntries(fields) })
    }
  }
  return objects
}

/** DjangoJSONEncoder: a stored `YYYY-MM-DD HH:MM:SS[.ffffff]` cut to milliseconds, with none where there is no fraction. */
function djangoTime(stored: string): string {
  return `${stored.replace(' ', 'T').replace(/(\.\d{3})\d*$/, '$1')}Z`
}
