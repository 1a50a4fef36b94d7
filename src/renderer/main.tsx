import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import './styles/base.css'
import { createAppClient, setApi } from './api/client.ts'
import { openRoad } from './api/connection.ts'
import { App } from './shell/app.tsx'
import { receiveConnection } from './store/design.ts'
import { followTheme } from './store/theme.ts'

// Zod would try to compile its checks, which the page's security policy forbids and reports.
z.config({ jitless: true })
followTheme()
const root = document.getElementById('root')
if (root) {
  setApi(createAppClient(await openRoad(receiveConnection)))
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
