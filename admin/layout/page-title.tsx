import type { TypographyProps } from '@mui/material'
import { useEffect, useRef } from 'react'
import { TitlePortal, useTranslate } from 'react-admin'
import { useSession } from '../session.ts'

/** The heading of the page. react-admin's pages write into it, and the window is called as they say. */
export function PageTitle() {
  const ref = useRef<HTMLHeadingElement>(null)
  const site = useSession()?.site.name ?? ''
  const translate = useTranslate()
  useEffect(() => {
    const heading = ref.current
    if (heading === null) return
    const name = () => {
      const page = heading.textContent || translate('admin.title')
      document.title = translate('admin.page_title', { page, site })
    }
    name()
    const observer = new MutationObserver(name)
    observer.observe(heading, { childList: true, characterData: true, subtree: true })
    return () => observer.disconnect()
  }, [site, translate])
  // An h1 through `component`, which the type of TitlePortal does not tell of.
  const asHeading = { component: 'h1', ref } as TypographyProps
  return (
    <TitlePortal {...asHeading} variant="h4" sx={{ mt: 3, mb: 1, whiteSpace: 'normal', overflowWrap: 'anywhere' }} />
  )
}
