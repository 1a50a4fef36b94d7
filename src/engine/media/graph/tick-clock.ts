export const TICK_MS = 20
/** A thread that was held up longer than this does not send all it missed in one burst. */
const MAX_BURST_TICKS = 5
/** After a suspended machine wakes up, time that passed is forgotten beyond this. */
const MAX_CATCH_UP_TICKS = 3000

/** How many ticks are due at `nowMs`, and when to look again. Drift-free: ticks lie on a grid from the first one on. */
export class TickGrid {
  #nextAtMs: number

  constructor(startMs: number) {
    this.#nextAtMs = startMs + TICK_MS
  }

  /** `ticks` to run now, after `missed` ones that come too late for sending but count for whoever keeps time. */
  due(nowMs: number): { readonly ticks: number; readonly missed: number } {
    if (nowMs < this.#nextAtMs) return { ticks: 0, missed: 0 }
    const all = Math.floor((nowMs - this.#nextAtMs) / TICK_MS) + 1
    this.#nextAtMs += all * TICK_MS
    const ticks = Math.min(all, MAX_BURST_TICKS)
    return { ticks, missed: Math.min(all - ticks, MAX_CATCH_UP_TICKS) }
  }

  waitMs(nowMs: number): number {
    return Math.max(0, this.#nextAtMs - nowMs)
  }
}

/** One timer for all streams of a thread; runs only while somebody needs ticks. */
export class TickClock {
  readonly #onTick: (nowMs: number, isMissed: boolean) => void
  #timer: NodeJS.Timeout | undefined
  #grid: TickGrid | undefined

  constructor(onTick: (nowMs: number, isMissed: boolean) => void) {
    this.#onTick = onTick
  }

  start(): void {
    if (this.#grid !== undefined) return
    this.#grid = new TickGrid(performance.now())
    this.#arm(this.#grid)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#grid = undefined
  }

  #arm(grid: TickGrid): void {
    // Timers round down to whole milliseconds and fire late, never early by more than one.
    this.#timer = setTimeout(
      () => {
        const { ticks, missed } = grid.due(performance.now())
        for (let i = 0; i < missed + ticks && this.#grid === grid; i++) this.#onTick(performance.now(), i < missed)
        if (this.#grid === grid) this.#arm(grid)
      },
      Math.ceil(grid.waitMs(performance.now())),
    )
  }
}
