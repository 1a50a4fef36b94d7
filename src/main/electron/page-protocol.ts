import { join } from 'node:path'
import { protocol } from 'electron'
import { securityHeaders } from '../web/security-headers.ts'
import { staticFile } from '../web/static-files.ts'

/** Before the app is ready. A scheme of our own gives the page an origin, which files do not have. */
export function declarePageProtocol(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'callwright', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
}

/** Serves the built page, `out/renderer`. */
export function servePage(): void {
  const root = join(import.meta.dirname, '../renderer')
  protocol.handle('callwright', async (request) => {
    const url = new URL(request.url)
    const file = url.host === 'app' ? await staticFile(root, url.pathname) : undefined
    if (!file) return new Response('There is no such page.', { status: 404 })
    return new Response(new Uint8Array(file.bytes), { headers: { ...securityHeaders, 'content-type': file.type } })
  })
}
