import { readUint } from '../message/chars.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipHeaders, SipRequest, SipResponse } from '../message/message.ts'
import { MAX_UINT32 } from '../message/limits.ts'

/** What both sides of a call have agreed on (RFC 4028): it ends unless it is refreshed so often. */
export interface SessionTerms {
  /** 90 to 1,000,000 s. */
  readonly intervalSec: number
  /** We refresh; otherwise they do. */
  readonly isOurs: boolean
}

/** RFC 4028 §4: nothing shorter is taken. */
export const SMALLEST_SEC = 90
/** What we ask for: the value that RFC 4028 §4 recommends. */
export const ASKED_SEC = 1_800
/** A day; somebody who asks for more gets that. */
const LONGEST_SEC = 86_400
/** Timers of JavaScript do not count further than 24 days. */
const LONGEST_TIMER_SEC = 1_000_000

/** Of a first INVITE, or of a refresh by whoever refreshes. `smallestSec`: what a 422 has told us. */
export function timerHeaders(intervalSec: number, smallestSec: number, role = ''): HeaderEntry[] {
  const headers: HeaderEntry[] = [['Session-Expires', `${intervalSec}${role}`]]
  if (smallestSec > SMALLEST_SEC) headers.push(['Min-SE', String(smallestSec)])
  return headers
}

/** RFC 4028 §9: 422 is for those alone who know what to do with it. */
export function isTooShort(headers: SipHeaders): boolean {
  const value = headers.get('Session-Expires')
  if (value === undefined) return false
  const seconds = secondsOf(value)
  return seconds !== undefined && seconds < SMALLEST_SEC && supportsTimer(headers)
}

/**
 * What we answer to a request that refreshes a session or begins it, with the headers of the 2xx (RFC 4028 §9). `before`: the terms until now. Undefined:
 * without a timer.
 */
export function answerToTimer(
  { headers }: SipRequest,
  before: SessionTerms | undefined,
): { readonly terms: SessionTerms; readonly headers: readonly HeaderEntry[] } | undefined {
  const value = headers.get('Session-Expires')
  const asked = value === undefined ? undefined : secondsOf(value)
  if (value === undefined || asked === undefined) {
    // Whoever does not know timers is refreshed all the same by who does.
    return before?.isOurs === true ? { terms: before, headers: answered(before) } : undefined
  }
  const least = Math.max(SMALLEST_SEC, secondsOf(headers.get('Min-SE') ?? '') ?? 0)
  const intervalSec = Math.min(Math.max(asked, least), Math.max(LONGEST_SEC, least), LONGEST_TIMER_SEC)
  const role = roleOf(value)
  const isOurs = role === 'uas' || !supportsTimer(headers)
  const terms = { intervalSec, isOurs }
  return { terms, headers: answered(terms) }
}

/** What a 2xx to our request says; undefined: the session does not end by itself. Without a role the refreshing is ours. */
export function termsOf({ headers }: SipResponse): SessionTerms | undefined {
  const value = headers.get('Session-Expires')
  const seconds = value === undefined ? undefined : secondsOf(value)
  if (value === undefined || seconds === undefined) return undefined
  const intervalSec = Math.min(Math.max(seconds, SMALLEST_SEC), LONGEST_TIMER_SEC)
  return { intervalSec, isOurs: roleOf(value) !== 'uas' }
}

/** The Min-SE of a 422, when it is more than `asked` and can be borne. */
export function longerThan(asked: number, { headers }: SipResponse): number | undefined {
  const seconds = secondsOf(headers.get('Min-SE') ?? '')
  return seconds !== undefined && seconds > asked && seconds <= LONGEST_SEC ? seconds : undefined
}

/** Whether its sender takes UPDATE. */
export function allowsUpdate(headers: SipHeaders): boolean {
  return headers.getAll('Allow').some((method) => method.toUpperCase() === 'UPDATE')
}

function answered({ intervalSec, isOurs }: SessionTerms): HeaderEntry[] {
  if (isOurs) return [['Session-Expires', `${intervalSec};refresher=uas`]]
  return [
    ['Session-Expires', `${intervalSec};refresher=uac`],
    ['Require', 'timer'],
  ]
}

function supportsTimer(headers: SipHeaders): boolean {
  const isTimer = (tag: string) => tag.toLowerCase() === 'timer'
  return headers.getAll('Supported').some(isTimer) || headers.getAll('Require').some(isTimer)
}

/** Undefined for what is no number: a header that nobody can read is as if it were not there. */
function secondsOf(value: string): number | undefined {
  return readUint((value.split(';', 1)[0] ?? '').trim(), MAX_UINT32)
}

function roleOf(value: string): 'uac' | 'uas' | undefined {
  const role = /;\s*refresher\s*=\s*(uac|uas)\s*(?:;|$)/i.exec(value)?.[1]?.toLowerCase()
  return role === 'uac' || role === 'uas' ? role : undefined
}
