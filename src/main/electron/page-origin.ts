export const PAGE_URL = 'callwright://app/'

/**
 * Where electron-vite serves the page in development. Never in an installed app: a variable of the environment must not point its window
 * at another page, or take its policy away.
 */
export function developmentUrl(isPackaged: boolean, env: NodeJS.ProcessEnv): string | undefined {
  const url = env['ELECTRON_RENDERER_URL']
  if (isPackaged || url === undefined || !URL.canParse(url)) return undefined
  const { protocol, hostname } = new URL(url)
  const isHere = protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]')
  return isHere ? url : undefined
}

/** Whether a frame shows our own page. Whole origins are compared: `http://localhost:51` begins like `http://localhost:5173`. */
export function isOurPage(url: string, development: string | undefined): boolean {
  if (url.startsWith(PAGE_URL)) return true
  return development !== undefined && URL.canParse(url) && new URL(url).origin === new URL(development).origin
}
