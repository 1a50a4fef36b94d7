import type { SipTransport } from '../../sip/transport/sip-transport.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'

/** A process that can be killed: from then on none of its timers run and nothing it sends leaves. */
export class OneLife implements Clock, Timers {
  readonly #clock: Clock & Timers
  #isOver = false

  constructor(clock: Clock & Timers) {
    this.#clock = clock
  }

  end(): void {
    this.#isOver = true
  }

  now(): number {
    return this.#clock.now()
  }

  after(delayMs: number, action: () => void): () => void {
    return this.#clock.after(delayMs, () => {
      if (!this.#isOver) action()
    })
  }

  using(transport: SipTransport): SipTransport {
    return {
      ...transport,
      send: (...sent) => {
        if (!this.#isOver) transport.send(...sent)
      },
    }
  }
}
