import { uptime } from 'node:os'
import type { Clock } from './sip/user-agent-options.ts'

/**
 * Two clocks. `now` is for what is measured: durations, expiries, deadlines; nobody can set it. `wall` is for what people read and what outlives the
 * process: it follows the machine's clock at once, forwards and backwards.
 */
export interface EngineClock extends Clock {
  /** Epoch milliseconds as the machine's clock says them now. */
  wall(): number
  /** A moment of `now` as the machine's clock would call it. The same for one moment as long as nobody sets the clock. */
  wallOf(nowMs: number): number
}

/** Milliseconds each, whole or not. */
export interface TimeSources {
  /** Epoch; may jump. */
  readonly wall: () => number
  /** Since whenever; never jumps, and may stand still while the machine sleeps. */
  readonly monotonic: () => number
  /** Since the machine started, its sleep included. */
  readonly uptime: () => number
}

const systemTime: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1_000,
}

/** Less is a clock being kept right, not set. */
const JUMP_MS = 2_000
/** Less is rounding. */
const FOLLOW_MS = 50

/**
 * Begins with both clocks at the same time. When the machine's clock is set, `now` goes on as if nothing had happened, `wall` changes and `onJump` is
 * told once by how much. When the machine slept, all its clocks say so together: then time has passed for whatever runs out, and it is no jump.
 */
export class SteadyClock implements EngineClock {
  readonly #time: TimeSources
  readonly #listeners: ((byMs: number) => void)[] = []
  /** `now` is the monotonic clock plus this. */
  #baseMs: number
  /** By how much `wall` is ahead of `now`, when last looked at. */
  #aheadMs = 0
  /** What the time since the machine's start had over the monotonic clock, when last looked at. */
  #sleptMs: number

  constructor(time: TimeSources = systemTime) {
    this.#time = time
    this.#baseMs = time.wall() - time.monotonic()
    this.#sleptMs = time.uptime() - time.monotonic()
  }

  now(): number {
    return Math.floor(this.#time.monotonic() + this.#baseMs)
  }

  /** Looks for a jump first: whoever is told of one is told before anybody reads the new time. */
  wall(): number {
    const wallMs = this.#time.wall()
    const aheadMs = wallMs - this.now()
    const byMs = aheadMs - this.#aheadMs
    if (Math.abs(byMs) >= FOLLOW_MS) this.#aheadMs = Math.round(aheadMs)
    if (Math.abs(byMs) >= JUMP_MS) this.#jumped(byMs)
    return Math.floor(wallMs)
  }

  wallOf(nowMs: number): number {
    this.wall()
    return nowMs + this.#aheadMs
  }

  /** Calls `listener` with the milliseconds the clock was set forward, negative when backward. */
  onJump(listener: (byMs: number) => void): void {
    this.#listeners.push(listener)
  }

  #jumped(byMs: number): void {
    const sleptMs = this.#time.uptime() - this.#time.monotonic()
    const asleepMs = sleptMs - this.#sleptMs
    this.#sleptMs = sleptMs
    // Both say about the same: it was sleep. A container whose start is suddenly another one changes the one and not the other.
    const isSleep = asleepMs >= JUMP_MS && Math.abs(byMs - asleepMs) <= JUMP_MS + asleepMs / 10
    if (isSleep) {
      this.#baseMs += asleepMs
      this.#aheadMs = Math.round(this.#time.wall() - this.now())
    }
    const setMs = Math.round(isSleep ? byMs - asleepMs : byMs)
    if (Math.abs(setMs) >= JUMP_MS) for (const listener of this.#listeners) listener(setMs)
  }
}
