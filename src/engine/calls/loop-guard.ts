import { createHash } from 'node:crypto'
import { readUint } from '../sip/message/chars.ts'
import type { SipHeaders } from '../sip/message/message.ts'

/** The header in which engines write that a call has been here; whoever knows nothing of it passes it on or leaves it out. */
export const BEEN_HERE = 'X-Callwright-Way'

type Header = readonly [name: string, value: string]

const MAX_FORWARDS = 70
/** Marks of other engines that are passed on, the latest. */
const MAX_MARKS = 12
const isMark = (text: string) => /^[0-9a-f]{12}$/.test(text)

/**
 * RFC 7332 §4: a call that goes on counts its hops down, or two engines that send everything to each other would never end. A hop less for each engine still
 * means 70 calls, so a call that comes back with the same caller and the same number is known by a mark (a loop, not a spiral: RFC 5393 §4.2).
 */
export class LoopGuard {
  readonly #secret: string

  constructor(secret: string) {
    this.#secret = secret
  }

  isLoop(headers: SipHeaders, dialled: string, caller: string): boolean {
    const value = headers.get(BEEN_HERE)
    return value !== undefined && marksIn(value).includes(this.#markOf(dialled, caller))
  }

  /** For carriers: the marks that a call came with, and ours. */
  marked(before: string, dialled: string, caller: string): Header {
    const marks = marksIn(before).slice(1 - MAX_MARKS)
    return [BEEN_HERE, [...marks, this.#markOf(dialled, caller)].join(' ')]
  }

  #markOf(dialled: string, caller: string): string {
    return createHash('sha256').update(`${this.#secret}\n${dialled}\n${caller}`).digest('hex').slice(0, 12)
  }
}

/** Of a call that came with these headers, for its further legs. What is no number counts as absent; more than 70 as 70. */
export function hopsLeft(headers: SipHeaders): Header {
  const hops = readUint(headers.get('Max-Forwards') ?? '', MAX_FORWARDS) ?? MAX_FORWARDS
  return ['Max-Forwards', String(Math.max(0, hops - 1))]
}

function marksIn(value: string): readonly string[] {
  return value.split(' ', MAX_MARKS).filter(isMark)
}
