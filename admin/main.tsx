import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

// The nonce of this answer's Content-Security-Policy: style sheets without it are refused.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
const cache = createCache({ key: 'css', nonce, prepend: true })

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <CacheProvider value={cache}>
      <App />
    </CacheProvider>
  )
}
