import type { Timers } from '../../sip/user-agent-options.ts'
import { oneLine } from './mail.ts'

export interface TroubleMailOptions {
  /** Puts one mail about all of them into the queue, when anybody is to be told. */
  readonly send: (sentences: readonly string[]) => void
  readonly timers: Timers
}

/** So long the first waits for what follows from the same cause. */
const GATHERED_MS = 5_000
/** The next mail leaves so long after one at the earliest, however much goes wrong. */
const APART_MS = 15 * 60_000
const MAX_SENTENCES = 50
const MAX_CHARS = 500

/** What goes wrong in the engine, for people who do not sit before its screen: gathered, each sentence once, in few mails. */
export class TroubleMail {
  readonly #options: TroubleMailOptions
  readonly #waiting = new Set<string>()
  #more = 0
  #cancel: (() => void) | undefined
  #isResting = false

  constructor(options: TroubleMailOptions) {
    this.#options = options
  }

  tell(message: string): void {
    const sentence = oneLine(message, MAX_CHARS)
    if (this.#waiting.size < MAX_SENTENCES) this.#waiting.add(sentence)
    else if (!this.#waiting.has(sentence)) this.#more++
    if (!this.#isResting) this.#cancel ??= this.#options.timers.after(GATHERED_MS, () => this.#send())
  }

  /** What is gathered leaves before the engine does: it waits on the disk. */
  close(): void {
    this.#cancel?.()
    this.#flush()
    this.#isResting = true
  }

  #send(): void {
    this.#flush()
    this.#isResting = true
    this.#cancel = this.#options.timers.after(APART_MS, () => {
      this.#isResting = false
      this.#cancel = undefined
      if (this.#waiting.size > 0) this.#send()
    })
  }

  #flush(): void {
    if (this.#waiting.size === 0) return
    const more = this.#more === 0 ? [] : [`${this.#more} more stand in the engine's log.`]
    this.#options.send([...this.#waiting, ...more])
    this.#waiting.clear()
    this.#more = 0
  }
}
