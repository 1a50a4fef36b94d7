import type { AddressRule } from '../address-rule.ts'
import { type WebBytes, webBytes } from '../web-client.ts'

/** What a server said of a sound, to ask whether it is still the same (RFC 9110 §8.8). */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

export type Fetched =
  | { readonly kind: 'fresh'; readonly bytes: Uint8Array<ArrayBuffer>; readonly validators: Validators }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly why: string }

export interface FetchOptions {
  readonly known?: Validators | undefined
  /** Every hop is judged by it. Absent: everywhere. */
  readonly rule?: AddressRule | undefined
  readonly limits?: FetchLimits
}

export interface FetchLimits {
  /** For all of it, redirects included. */
  readonly totalMs: number
  readonly maxBytes: number
  readonly redirects: number
}

export const fetchLimits: FetchLimits = { totalMs: 10_000, maxBytes: 16 * 1024 * 1024, redirects: 5 }

/** Fetches a sound over HTTP or HTTPS, following redirects. Never rejects. */
export async function fetchSound(url: string, options: FetchOptions = {}): Promise<Fetched> {
  const { totalMs, redirects } = options.limits ?? fetchLimits
  const deadline = AbortSignal.timeout(totalMs)
  let at = url
  for (let hop = 0; hop <= redirects; hop++) {
    const answer = await get(at, options, deadline)
    if (deadline.aborted) return failed(`it did not arrive within ${totalMs / 1_000} s`)
    if (!answer.ok) return failed(answer.error)
    const next = nextOf(answer, at)
    if (next === undefined) return arrivedOf(answer)
    at = next
  }
  return failed(`it was redirected more than ${redirects} times`)
}

function get(url: string, options: FetchOptions, signal: AbortSignal): Promise<WebBytes> {
  const { known, rule, limits = fetchLimits } = options
  return webBytes({
    url,
    method: 'get',
    headers: {
      Accept: 'audio/*',
      ...(known?.etag === undefined ? {} : { 'If-None-Match': known.etag }),
      ...(known?.lastModified === undefined ? {} : { 'If-Modified-Since': known.lastModified }),
    },
    timeoutMs: limits.totalMs,
    maxAnswerBytes: limits.maxBytes,
    signal,
    ...(rule ? { rule } : {}),
  })
}

type Answer = Extract<WebBytes, { ok: true }>

/** Where the answer says it is instead. */
function nextOf({ status, headers: { location } }: Answer, from: string): string | undefined {
  if (location === undefined || !redirecting.has(status)) return undefined
  return URL.canParse(location, from) ? new URL(location, from).href : undefined
}

/** 300 and 305 name no one place to go. */
const redirecting: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function arrivedOf({ status, headers, bytes }: Answer): Fetched {
  if (status === 304) return { kind: 'unchanged' }
  if (status !== 200) return failed(`the server answered ${status}`)
  const { etag, 'last-modified': lastModified } = headers
  const validators = {
    ...(etag === undefined || etag.length > MAX_VALIDATOR ? {} : { etag }),
    ...(lastModified === undefined || lastModified.length > MAX_VALIDATOR ? {} : { lastModified }),
  }
  return { kind: 'fresh', bytes, validators }
}

const MAX_VALIDATOR = 500

const failed = (why: string): Fetched => ({ kind: 'failed', why })
