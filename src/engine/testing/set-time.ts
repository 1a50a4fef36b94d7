import type { TimeSources } from '../clock.ts'

/** A machine's clocks that go when a test says so: time passes, somebody sets the clock, or the machine sleeps. */
export class SetTime implements TimeSources {
  #wallMs: number
  #monotonicMs = 5_000
  uptimeMs = 100_000

  constructor(wallMs: number) {
    this.#wallMs = wallMs
  }

  readonly wall = () => this.#wallMs
  readonly monotonic = () => this.#monotonicMs
  readonly uptime = () => this.uptimeMs

  pass(ms: number): void {
    this.#wallMs += ms
    this.#monotonicMs += ms
    this.uptimeMs += ms
  }

  /** Forward, or backward when negative. */
  set(byMs: number): void {
    this.#wallMs += byMs
  }

  sleep(ms: number): void {
    this.#wallMs += ms
    this.uptimeMs += ms
  }
}
