import { timestampDistance } from './rtp-packet.ts'

/** Well within half the circle of 32-bit timestamps. */
const MOVE_BASE_AFTER = 2 ** 29

/** Timestamps of a clock that runs `factor` times as fast as 8 kHz, as ticks of 8 kHz that run on where the timestamps come round. */
export class TickDivider {
  readonly #factor: number
  #base: { readonly timestamp: number; readonly ticks: number } | undefined

  constructor(factor: number) {
    this.#factor = factor
  }

  ticksOf(timestamp: number): number {
    const base = this.#base ?? { timestamp, ticks: 0 }
    const ticks = Math.floor(timestampDistance(timestamp, base.timestamp) / this.#factor)
    const sum = (base.ticks + ticks) >>> 0
    const isFar = Math.abs(ticks) > MOVE_BASE_AFTER / this.#factor
    this.#base = isFar ? { timestamp: (base.timestamp + Math.imul(ticks, this.#factor)) >>> 0, ticks: sum } : base
    return sum
  }
}
