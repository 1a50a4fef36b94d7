/** Notices when nothing has come for `timeoutMs` though something was expected; once per silence. */
export class SilenceWatch {
  readonly #timeoutMs: number
  #sinceMs: number
  #hasFired = false

  constructor(timeoutMs: number, nowMs: number) {
    this.#timeoutMs = timeoutMs
    this.#sinceMs = nowMs
  }

  /** A packet came, or the wait begins anew. */
  restart(nowMs: number): void {
    this.#sinceMs = nowMs
    this.#hasFired = false
  }

  /** Whether the silence just became too long. Time in which nothing `isExpected` does not count. */
  check(isExpected: boolean, nowMs: number): boolean {
    if (!isExpected) this.#sinceMs = nowMs
    if (this.#hasFired || nowMs - this.#sinceMs < this.#timeoutMs) return false
    this.#hasFired = true
    return true
  }
}
