import type { WebPreferences } from 'electron'

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

/** The browser phone needs the microphone; nothing else is ever granted. */
export function isAllowedPermission(
  permission: string,
  details: { readonly mediaTypes?: readonly string[] | undefined; readonly mediaType?: string | undefined },
): boolean {
  if (permission !== 'media') return false
  const types = details.mediaTypes ?? (details.mediaType === undefined ? [] : [details.mediaType])
  return types.length > 0 && types.every((type) => type === 'audio')
}
