import type { Cdr } from '../control/contract.ts'

/** How many calls ended in which way. Words that a script or a carrier chose are not among the labels: there could be any number of them. */
export interface EndedCalls {
  readonly direction: Cdr['direction']
  readonly outcome: 'answered' | 'not-answered'
  /** Class of the SIP status that a call ended with which nobody answered: `4xx`; empty: none. */
  readonly status: string
  readonly count: number
}

const MOS_BOUNDS = [2, 2.6, 3.1, 3.6, 4, 4.3] as const
const LOSS_BOUNDS = [0, 0.001, 0.01, 0.03, 0.1] as const
const JITTER_BOUNDS_SEC = [0.005, 0.01, 0.02, 0.05, 0.1] as const
const SECOND_BOUNDS = [10, 30, 60, 180, 600, 1_800, 3_600] as const
const WRITE_BOUNDS_SEC = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const

/** How often a value was at most each bound, and what all were together: a histogram as Prometheus counts it. */
export class Spread {
  readonly bounds: readonly number[]
  /** The last is of those above all bounds. */
  readonly counts: number[]
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  note(value: number): void {
    const at = this.bounds.findIndex((bound) => value <= bound)
    const slot = at === -1 ? this.bounds.length : at
    this.counts[slot] = (this.counts[slot] ?? 0) + 1
    this.sum += value
  }
}

/** What only a moment knows, kept as numbers until somebody asks: a few additions for each call and each write, and nothing for each packet. */
export class EngineTallies {
  readonly mos = new Spread(MOS_BOUNDS)
  readonly loss = new Spread(LOSS_BOUNDS)
  readonly jitterSec = new Spread(JITTER_BOUNDS_SEC)
  readonly talkSec = new Spread(SECOND_BOUNDS)
  readonly writeSec = new Spread(WRITE_BOUNDS_SEC)
  readonly #ended = new Map<string, EndedCalls>()

  callEnded({ direction, answeredMs, endedMs, sipStatus, audio }: Cdr): void {
    const outcome = answeredMs === null ? 'not-answered' : 'answered'
    const status = outcome === 'answered' || sipStatus === null ? '' : `${Math.floor(sipStatus / 100)}xx`
    const key = `${direction} ${outcome} ${status}`
    this.#ended.set(key, { direction, outcome, status, count: (this.#ended.get(key)?.count ?? 0) + 1 })
    if (answeredMs !== null) this.talkSec.note(Math.max(0, endedMs - answeredMs) / 1_000)
    for (const { received, mos } of audio) {
      if (mos !== null) this.mos.note(mos)
      const expected = received.packets + received.lost
      if (expected === 0) continue
      this.loss.note(Math.max(0, received.lost) / expected)
      this.jitterSec.note(received.jitterMs / 1_000)
    }
  }

  get ended(): readonly EndedCalls[] {
    return [...this.#ended.values()]
  }
}
