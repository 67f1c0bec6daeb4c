import { useEffect } from 'react'
import { useLocale } from 'react-admin'

/** Tells the browser, and whoever reads the page aloud, which language it is in. */
export function DocumentLanguage() {
  const locale = useLocale()
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  return null
}
