import type { CallRun } from './interpreter.ts'
import { Interrupted, type Interruption } from './interruption.ts'
import type { Caller } from './script.ts'
import type { Whereabouts } from './whereabouts.ts'

/** What others may do to a call while `runCall` walks it. One is for one call. */
export class RunControl {
  #run: CallRun | undefined
  #abort = new AbortController()
  #waiting: Interruption | undefined
  #giveUp: ((why: Interrupted) => void) | undefined

  /** Of the operation in hand: aborted with an `Interrupted` as its reason. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /**
   * Takes the call away from its script, which cleans up; what that asks for is not interrupted again. False when the call is over or is being cleaned
   * up already.
   */
  interrupt(interruption: Interruption): boolean {
    if (!this.#run?.isInterruptible || this.#waiting) return false
    this.#waiting = interruption
    const why = new Interrupted(interruption)
    this.#abort.abort(why)
    this.#giveUp?.(why)
    return true
  }

  /** Of the call, while a step of it is at hand. */
  get whereabouts(): Whereabouts | undefined {
    return this.#run?.whereabouts
  }

  /** Somebody else is in the caller's place from now on: steps see them. */
  replaceCaller(caller: Caller): void {
    this.#run?.replaceCaller(caller)
  }

  begin(run: CallRun): void {
    this.#run = run
  }

  /** What an operation comes to, unless an interruption comes first: then nobody waits for it any more. */
  orInterrupted<R>(performing: Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      performing.then(resolve, reject)
    })
  }

  /** The interruption that came since the last operation. What follows has a signal of its own. */
  take(): Interruption | undefined {
    const interruption = this.#waiting
    if (!interruption) return undefined
    this.#waiting = undefined
    this.#giveUp = undefined
    this.#abort = new AbortController()
    return interruption
  }

  over(): void {
    this.#run = undefined
  }
}
