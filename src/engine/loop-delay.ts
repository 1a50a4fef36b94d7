import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 20
const PERIOD_MS = 60_000

/** What `monitorEventLoopDelay` makes; nanoseconds. */
export interface DelayHistogram {
  readonly max: number
  percentile(percent: number): number
  reset(): void
}

export interface LoopDelay {
  readonly p99Ms: number
  readonly maxMs: number
}

/** How late this thread got to its work: the worse of this minute and the last. What an operator looks at when calls are slow to be answered. */
export class LoopDelayWatch {
  readonly #histogram: DelayHistogram
  readonly #resolutionMs: number
  #lastMinute: LoopDelay = { p99Ms: 0, maxMs: 0 }

  /** `resolutionMs`: the time between two looks, which the histogram counts as well. */
  constructor(histogram: DelayHistogram, resolutionMs: number) {
    this.#histogram = histogram
    this.#resolutionMs = resolutionMs
  }

  get worst(): LoopDelay {
    const now = this.#thisMinute()
    const { p99Ms, maxMs } = this.#lastMinute
    return { p99Ms: Math.max(p99Ms, now.p99Ms), maxMs: Math.max(maxMs, now.maxMs) }
  }

  /** A minute is over. */
  turn(): void {
    this.#lastMinute = this.#thisMinute()
    this.#histogram.reset()
  }

  #thisMinute(): LoopDelay {
    return { p99Ms: this.#late(this.#histogram.percentile(99)), maxMs: this.#late(this.#histogram.max) }
  }

  #late(ns: number): number {
    return Math.max(0, Math.round(ns / 1e5) / 10 - this.#resolutionMs)
  }
}

/** Of the thread that calls it, until that ends. Costs a look every 20 ms. */
export function watchLoopDelay(): LoopDelayWatch {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const watch = new LoopDelayWatch(histogram, RESOLUTION_MS)
  setInterval(() => watch.turn(), PERIOD_MS).unref()
  return watch
}
