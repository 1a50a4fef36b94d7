import { app, type App, type Session } from 'electron'
import { contentSecurityPolicy } from '../web/security-headers.ts'
import { developmentUrl } from './page-origin.ts'
import { isAllowedPermission } from './web-preferences.ts'

/** Applies to every page the app ever opens, windows made later included. */
export function secureContents(desktop: App): void {
  desktop.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isAllowedPermission(permission, { mediaTypes: 'mediaTypes' in details ? details.mediaTypes : undefined }))
  })
  session.setPermissionCheckHandler((_contents, permission, _origin, details) =>
    isAllowedPermission(permission, { mediaType: details.mediaType }),
  )
  // The development server's hot reload needs inline scripts.
  if (developmentUrl(app.isPackaged, process.env) !== undefined) return
  session.webRequest.onHeadersReceived((details, callback) => {
    callback({
      responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': [contentSecurityPolicy] },
    })
  })
}
