import type { Timers } from '../user-agent-options.ts'
import type { AnsweredRequest } from './answered-request.ts'
import type { ServerMachine } from './server-machine.ts'
import { SIXTY_FOUR_T1_MS } from './timer-values.ts'

type Answered = ServerMachine | AnsweredRequest

/**
 * The requests a user agent knows by the id of their transaction: those in progress, and the answered ones for the 32 s in which
 * copies may still come (RFC 3261 timers H and J, RFC 6026 timer L). The answered stand in two generations, so that nothing is
 * searched to be forgotten; when more than `maxAnswered` come within that time, the oldest are forgotten early.
 */
export class ServerTable {
  readonly #timers: Timers
  readonly #maxPerGeneration: number
  readonly #open = new Map<string, ServerMachine>()
  #answered = new Map<string, Answered>()
  #earlier = new Map<string, Answered>()
  #stopTimer: (() => void) | undefined

  constructor(timers: Timers, maxAnswered: number) {
    this.#timers = timers
    this.#maxPerGeneration = Math.max(1, maxAnswered / 2)
  }

  /** Without a final answer. */
  get openCount(): number {
    return this.#open.size
  }

  get size(): number {
    return this.#open.size + this.#answered.size + this.#earlier.size
  }

  find(id: string): ServerMachine | AnsweredRequest | undefined {
    return this.#open.get(id) ?? this.#answered.get(id) ?? this.#earlier.get(id)
  }

  open(id: string, machine: ServerMachine): void {
    this.#open.set(id, machine)
  }

  /** From now on `rest` is what copies of the request find. */
  answer(id: string, rest: Answered): void {
    this.#open.delete(id)
    if (this.#answered.size >= this.#maxPerGeneration) this.#turn()
    this.#answered.set(id, rest)
    this.#stopTimer ??= this.#timers.after(SIXTY_FOUR_T1_MS, () => this.#onTimer())
  }

  /** Forgets a machine that is over, unless something else is known under its id by now. */
  remove(id: string, machine: ServerMachine): void {
    for (const known of [this.#open, this.#answered, this.#earlier]) if (known.get(id) === machine) known.delete(id)
  }

  close(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
    for (const known of [this.#open, this.#answered, this.#earlier]) {
      for (const each of known.values()) each.dispose()
      known.clear()
    }
  }

  #onTimer(): void {
    this.#stopTimer = undefined
    this.#turn()
    if (this.#earlier.size > 0) this.#stopTimer = this.#timers.after(SIXTY_FOUR_T1_MS, () => this.#onTimer())
  }

  #turn(): void {
    for (const each of this.#earlier.values()) each.dispose()
    this.#earlier = this.#answered
    this.#answered = new Map()
  }
}
