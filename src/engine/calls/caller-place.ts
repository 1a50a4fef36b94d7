import { type Interruption, Interrupted } from '../../callflow/run/interruption.ts'
import type { Leg } from './leg.ts'
import type { Line } from './line.ts'
import { Listeners } from './listeners.ts'

/** Thrown out of an operation in hand when another leg has come into the call: it is performed again, with that leg. */
export class LegReplaced extends Error {
  constructor() {
    super('another leg has come into the call')
  }
}

const legReplaced = new LegReplaced()

/**
 * Where the leg stands that a script is run for. Operations wait here and not at the leg: it can leave, somebody else can take its place (RFC 3891), and
 * the call can be taken away from the script.
 */
export class CallerPlace implements Line {
  /** For what goes on whoever stands here. */
  readonly whoever: Line
  readonly #gone = new Listeners<[why: Error]>()
  readonly #replaced = new Listeners()
  #leg: Leg
  #isVacant = false
  #stopListening: () => void

  constructor(leg: Leg) {
    this.#leg = leg
    this.#stopListening = this.#listen(leg)
    const ofLeg = () => this.gone
    this.whoever = {
      get gone() {
        return ofLeg()
      },
      onGone: (listener) => this.#gone.add(listener),
    }
  }

  get leg(): Leg {
    return this.#leg
  }

  /** Whoever stood here goes on in another call. */
  get isVacant(): boolean {
    return this.#isVacant
  }

  get gone(): Error | undefined {
    return this.#leg.gone
  }

  onGone(listener: (why: Error) => void): () => void {
    const stops = [this.#gone.add(listener), this.#replaced.add(() => listener(legReplaced))]
    return () => {
      for (const stop of stops) stop()
    }
  }

  onReplaced(listener: () => void): () => void {
    return this.#replaced.add(listener)
  }

  /** What is waited for here is given up. */
  takeAway(interruption: Interruption): void {
    this.#gone.tell(new Interrupted(interruption))
  }

  /** From now on the script is run for that leg. What is in hand hears of it by `replaced`, or before by `takeAway`. */
  put(leg: Leg): void {
    this.#stopListening()
    this.#leg = leg
    this.#stopListening = this.#listen(leg)
  }

  /** What is in hand is begun again with who is there now. */
  replaced(): void {
    this.#replaced.tell()
  }

  vacate(): void {
    this.#stopListening()
    this.#isVacant = true
  }

  #listen(leg: Leg): () => void {
    return leg.onGone((why) => this.#gone.tell(why))
  }
}
