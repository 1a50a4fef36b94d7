import type { IncomingMessage } from 'node:http'

const ORIGIN = 'http://listener.invalid'

/** Path and query of what was asked for, when it stands in origin form (RFC 9112 §3.2.1). Everything else (`*`, `//`, a whole URL) is no address of ours: undefined. */
export function requestTarget({ url }: Pick<IncomingMessage, 'url'>): URL | undefined {
  if (url === undefined || !url.startsWith('/') || !URL.canParse(url, ORIGIN)) return undefined
  const target = new URL(url, ORIGIN)
  return target.origin === ORIGIN ? target : undefined
}
