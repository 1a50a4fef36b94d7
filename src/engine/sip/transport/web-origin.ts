/** The page of the desktop app. */
const APP_ORIGIN = 'callwright://app'
const IS_LOOPBACK = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/

/**
 * May a page of that origin connect? Browsers say the origin and no page can change it; programs that are no browsers say none and are welcome, as over TCP.
 * Pages of this machine are: the app's own stands on a port that changes. Others must be named, so that no page that somebody happens to look at can guess
 * passwords behind the firewall; `null`, which any page can make itself, never is.
 */
export function isWelcomeOrigin(origin: string | undefined, named: ReadonlySet<string>): boolean {
  if (origin === undefined || origin === APP_ORIGIN) return true
  if (!URL.canParse(origin)) return false
  const { protocol, hostname } = new URL(origin)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  return IS_LOOPBACK.test(hostname) || named.has(origin)
}
