import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/base.css'
import { createAppClient, setApi } from './api/client.ts'
import { openRoad } from './api/connection.ts'
import { App } from './shell/app.tsx'
import { receiveConnection } from './store/design.ts'
import { followTheme } from './store/theme.ts'

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
