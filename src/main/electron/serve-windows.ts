import { RPCHandler } from '@orpc/server/message-port'
import { ipcMain } from 'electron'
import type { ApiContext } from '../api/base.ts'
import { appRouter } from '../api/router.ts'
import { PAGE_URL } from './page-protocol.ts'

/** Serves the app API on the MessagePort each window hands over; only our own page's top frame is answered. */
export function serveWindows(context: ApiContext): void {
  const handler = new RPCHandler(appRouter)
  ipcMain.on('api:connect', (event) => {
    const [port] = event.ports
    if (!port) return
    if (event.senderFrame?.parent !== null || !isOurPage(event.senderFrame.url)) return port.close()
    handler.upgrade(port, { context })
    port.start()
  })
}

function isOurPage(url: string): boolean {
  const development = process.env['ELECTRON_RENDERER_URL']
  return url.startsWith(PAGE_URL) || (development !== undefined && url.startsWith(development))
}
