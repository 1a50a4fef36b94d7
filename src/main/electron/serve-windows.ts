import { RPCHandler } from '@orpc/server/message-port'
import { app, ipcMain } from 'electron'
import type { ApiContext } from '../api/base.ts'
import { appRouter } from '../api/router.ts'
import { developmentUrl, isOurPage } from './page-origin.ts'

/** Serves the app API on the MessagePort each window hands over; only our own page's top frame is answered. */
export function serveWindows(context: ApiContext): void {
  const handler = new RPCHandler(appRouter)
  const development = developmentUrl(app.isPackaged, process.env)
  ipcMain.on('api:connect', (event) => {
    const [port] = event.ports
    if (!port) return
    if (event.senderFrame?.parent !== null || !isOurPage(event.senderFrame.url, development)) return port.close()
    handler.upgrade(port, { context })
    port.start()
  })
}
