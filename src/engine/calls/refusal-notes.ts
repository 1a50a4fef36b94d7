import type { ResponseOptions } from '../sip/user-agent.ts'
import type { Refused, Subject } from './call-shares.ts'

const EVERY_MS = 60_000
/** Notes a minute: addresses can be forged, and who reads must not be flooded either. */
const MAX_NOTES = 50

/** Says that calls are refused: once a minute for each limit and whoever reached it, not once a call. */
export class RefusalNotes {
  readonly #noted = new Map<string, number>()
  readonly #say: (message: string) => void

  constructor(say: (message: string) => void) {
    this.#say = say
  }

  refused(refused: Refused, subject: Subject, nowMs: number): void {
    const { key, message } = noteOf(refused, subject)
    for (const [known, atMs] of this.#noted) {
      if (Math.abs(nowMs - atMs) < EVERY_MS) break // the map's order is that of time
      this.#noted.delete(known)
    }
    if (this.#noted.has(key) || this.#noted.size >= MAX_NOTES) return
    this.#noted.set(key, nowMs)
    this.#say(message)
  }
}

/** What whoever calls is told. Only where the engine itself has no room is it told for how long: carriers take it for all their calls (RFC 3261 §21.5.4). */
export function responseTo({ why }: Refused): ResponseOptions {
  switch (why) {
    case 'whole':
    case 'trunks':
      return { status: 503, headers: [['Retry-After', '10']] }
    case 'trunk':
    case 'in-setup':
    case 'unacknowledged':
      return { status: 503 }
    case 'device':
      return { status: 486, reason: 'Too many calls at once' }
  }
}

function noteOf({ why, limit }: Refused, subject: Subject) {
  const { id, name } = subject.kind === 'device' ? subject.device : subject.trunk
  const whose = `${subject.kind === 'device' ? 'phone' : 'trunk'} "${name}"`
  const { address = whose } = subject
  switch (why) {
    case 'whole':
      return { key: why, message: `calls are refused: the engine holds ${limit}, which is all it takes` }
    case 'trunks':
      return { key: why, message: `calls from carriers are refused: they hold ${limit}, the rest is kept for phones` }
    case 'trunk':
    case 'device':
      return { key: `${why} ${id}`, message: `calls are refused: ${whose} has ${limit} at once, which is its limit` }
    case 'in-setup':
      return {
        key: `${why} ${address}`,
        message: `calls from ${address} (${whose}) are refused: ${limit} of its calls are still being set up`,
      }
    case 'unacknowledged':
      return {
        key: `${why} ${address}`,
        message: `calls from ${address} (${whose}) are refused: ${limit} of its calls were answered and never acknowledged`,
      }
  }
}
