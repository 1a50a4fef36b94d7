import { join } from 'node:path'

/** What the launcher found out about this machine before it decides how to show Callwright. */
export interface Situation {
  readonly platform: NodeJS.Platform
  readonly hasDisplay: boolean
  readonly isRoot: boolean
  readonly electron: ElectronState
  /** A Chromium-based browser that understands `--app=URL`. */
  readonly chromiumPath: string | undefined
  /** The system's "open this address" program. */
  readonly openerPath: string | undefined
}

/** `why` reads on from "because". */
export type ElectronState = { readonly binary: string } | { readonly binary: undefined; readonly why: string }

export type LaunchPlan =
  | { readonly kind: 'electron'; readonly binary: string; readonly why: string }
  | { readonly kind: 'app-window'; readonly browserPath: string; readonly why: string }
  | { readonly kind: 'browser'; readonly openerPath: string; readonly why: string }
  | { readonly kind: 'url'; readonly why: string }

export function planLaunch(situation: Situation): LaunchPlan {
  if (!situation.hasDisplay) return { kind: 'url', why: 'there is no display' }
  if (situation.electron.binary !== undefined) {
    return { kind: 'electron', binary: situation.electron.binary, why: 'the Electron binary is installed' }
  }
  const { why } = situation.electron
  if (situation.chromiumPath !== undefined) return { kind: 'app-window', browserPath: situation.chromiumPath, why }
  if (situation.openerPath !== undefined) {
    return { kind: 'browser', openerPath: situation.openerPath, why: `${why} and no Chromium-based browser was found` }
  }
  return { kind: 'url', why: `${why} and no browser was found` }
}

/**
 * What happened and why. The address itself is shown only to be opened by hand: it opens Callwright once, and a window that was given it has used it
 * up. `addressFile` always holds the next one.
 */
export function sayPlan(plan: LaunchPlan, url: string, addressFile: string): string {
  const again = `For another browser open the address in ${addressFile}.`
  switch (plan.kind) {
    case 'electron':
      return `Callwright runs in its Electron window, because ${plan.why}.`
    case 'app-window':
      return `Callwright runs in a window of ${plan.browserPath} at ${originOf(url)}, because ${plan.why}. ${again}`
    case 'browser':
      return `Callwright runs in your browser at ${originOf(url)}, because ${plan.why}. ${again}`
    case 'url':
      return `Callwright runs at ${url} (open it in a browser within ten minutes; it works once), because ${plan.why}. ${again}`
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}

export function hasDisplay(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((value) => value !== undefined && value !== '')
}

export function electronArguments(situation: Situation, appArguments: readonly string[]): readonly string[] {
  return [...sandboxArguments(situation), '.', ...appArguments]
}

/**
 * The address stands on the command line, where other users of the machine can read it: its code is worth nothing once the window has used it, and
 * who uses it first is shown out by the window's own attempt. A profile of the app's own: the browser process then lives exactly as long as its window.
 */
export function appWindowArguments(situation: Situation, url: string, profileFolder: string): readonly string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profileFolder}`,
    '--no-first-run',
    '--no-default-browser-check',
    ...sandboxArguments(situation),
  ]
}

/** `start` is a word of the Windows shell: the empty argument is the title it would otherwise take the address for. */
export function openerArguments(platform: NodeJS.Platform, url: string): readonly string[] {
  return platform === 'win32' ? ['/c', 'start', '""', url.replaceAll('&', '^&')] : [url]
}

/** A design named on the command line wins; otherwise the app opens the user's own, made from the sample the first time. */
export function appArguments(given: readonly string[]): readonly string[] {
  const named = given.some((argument) => argument === '--design' || argument.startsWith('--design='))
  return named || given.includes('--sample') ? given : ['--sample', ...given]
}

/** Where the app keeps its own files, as the web host decides it: `--data DIR`, else the system's place for such things. */
export function dataFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  given: readonly string[],
): string {
  const index = given.indexOf('--data')
  const named = index >= 0 ? given[index + 1] : given.find((argument) => argument.startsWith('--data='))?.slice(7)
  if (named !== undefined) return named
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Callwright')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Callwright')
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'callwright')
}

/** True when an output is missing or older than the newest source. Times in epoch milliseconds. */
export function isBuildStale(newestSourceMs: number, outputsMs: readonly (number | undefined)[]): boolean {
  return outputsMs.some((outputMs) => outputMs === undefined || outputMs < newestSourceMs)
}

/** The address in the web host's `CALLWRIGHT_URL ...` line; undefined for any other line, or an address off this machine. */
export function urlFromLine(line: string): string | undefined {
  const text = /^CALLWRIGHT_URL (\S{1,2000})$/.exec(line.trim())?.[1]
  if (text === undefined || !URL.canParse(text)) return undefined
  const { protocol, hostname } = new URL(text)
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? text : undefined
}

/** Chromium refuses to sandbox itself for root on Linux. */
function sandboxArguments({ isRoot, platform }: Situation): readonly string[] {
  return isRoot && platform === 'linux' ? ['--no-sandbox'] : []
}
