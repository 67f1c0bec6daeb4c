import { useTranslate } from 'react-admin'

const tables = ['users', 'email-addresses', 'sites', 'social-apps', 'social-accounts', 'groups']

/** A column or a detail as people call it: as the details are called, or the fields of the tables. */
export function useDetailName() {
  const translate = useTranslate()
  return (name: string) => {
    const keys = [`details.${name}`, ...tables.map(table => `resources.${table}.fields.${name}`)]
    return keys.map(key => translate(key, { _: '' })).find(word => word !== '') ?? name
  }
}
