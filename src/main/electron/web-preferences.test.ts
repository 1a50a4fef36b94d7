import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '../web/security-headers.ts'
import { fuses } from './fuses.ts'
import { isAllowedPermission, safeWebPreferences, viewMenu, webPreferences } from './web-preferences.ts'

// No Electron binary runs where these tests run; the constants and decisions the shell is made of are what can be looked at.
describe('a window of the desktop app', () => {
  it('runs its page isolated, in the sandbox, without Node', () => {
    expect(safeWebPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    })
  })

  it('has developer tools, and their places in the menu, in development only', () => {
    const roles = (isPackaged: boolean) => viewMenu(isPackaged).flatMap(({ role }) => role ?? [])
    expect(webPreferences(false, 'p.cjs').devTools).toBe(true)
    expect(roles(false)).toContain('toggleDevTools')
    expect(webPreferences(true, 'p.cjs')).toEqual({ ...safeWebPreferences, devTools: false, preload: 'p.cjs' })
    expect(roles(true)).toEqual(['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'])
  })

  it('runs in a binary that takes no other program and no debugger from its surroundings', () => {
    expect(fuses).toMatchObject({
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('gets the microphone and nothing else', () => {
    expect(isAllowedPermission('media', { mediaTypes: ['audio'] })).toBe(true)
    expect(isAllowedPermission('media', { mediaType: 'audio' })).toBe(true)
    expect(isAllowedPermission('media', { mediaTypes: ['audio', 'video'] })).toBe(false)
    expect(isAllowedPermission('media', { mediaType: 'unknown' })).toBe(false)
    expect(isAllowedPermission('media', {})).toBe(false)
    for (const permission of [
      'geolocation',
      'notifications',
      'clipboard-read',
      'display-capture',
      'openExternal',
      'usb',
    ]) {
      expect(isAllowedPermission(permission, { mediaTypes: ['audio'] })).toBe(false)
    }
  })

  it('loads scripts of its own only', () => {
    expect(contentSecurityPolicy).toMatch(/(^|; )script-src 'self'(;|$)/)
    const phones = ' ws://127.0.0.1:* ws://localhost:* wss:;'
    expect(contentSecurityPolicy).toContain(phones)
    expect(contentSecurityPolicy.replace(phones, ';')).not.toMatch(/unsafe-eval|\*|https?:|wss?:/)
  })
})
