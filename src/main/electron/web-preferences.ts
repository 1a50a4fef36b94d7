import type { MenuItemConstructorOptions, WebPreferences } from 'electron'

/** The page is treated like a web page: no Node, no Electron, its own world. Tests read these. */
export const safeWebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: true,
} as const satisfies WebPreferences

/** Developer tools run any script in the page, with all the page may do: they are for development. */
export function webPreferences(isPackaged: boolean, preload: string): WebPreferences {
  return { ...safeWebPreferences, devTools: !isPackaged, preload }
}

/** Reloading would drop what is typed and not yet said; the zoom is everybody's. */
export function viewMenu(isPackaged: boolean): MenuItemConstructorOptions[] {
  const forDevelopment = [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] as const
  return [
    ...(isPackaged ? [] : forDevelopment),
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ]
}

/** The browser phone needs the microphone; nothing else is ever granted. */
export function isAllowedPermission(
  permission: string,
  details: { readonly mediaTypes?: readonly string[] | undefined; readonly mediaType?: string | undefined },
): boolean {
  if (permission !== 'media') return false
  const types = details.mediaTypes ?? (details.mediaType === undefined ? [] : [details.mediaType])
  return types.length > 0 && types.every((type) => type === 'audio')
}
