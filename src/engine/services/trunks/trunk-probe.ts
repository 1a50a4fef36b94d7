import type { Trunk } from '../../../callflow/design/document.ts'
import { transportSuffix } from '../../sip/transport/transports.ts'
import type { CarrierPlaces } from './carrier-places.ts'
import type { TrunkServiceOptions } from './trunk-service.ts'

const UP_EVERY_MS = 60_000
const DOWN_EVERY_MS = 20_000
/** OPTIONS over UDP have been sent four times by then (RFC 3261 §17.1.2.2). */
const SILENT_AFTER_MS = 4_000

export type Reach = 'unknown' | 'up' | 'down'

type TrunkProbeOptions = Pick<TrunkServiceOptions, 'userAgent' | 'timers'> & {
  readonly places: CarrierPlaces
  /** `why`, a clause, where it is down. */
  readonly onChanged: (reach: Reach, why: string) => void
}

/** Asks one carrier again and again whether it is there, by OPTIONS (RFC 3261 §11). Whatever it answers it is, but for 408 and 503. */
export class TrunkProbe {
  readonly #trunk: Trunk
  readonly #options: TrunkProbeOptions
  #reach: Reach = 'unknown'
  #stopTimer = () => {}
  #stopWaiting = () => {}
  #isStopped = false

  constructor(trunk: Trunk, options: TrunkProbeOptions) {
    this.#trunk = trunk
    this.#options = options
  }

  get reach(): Reach {
    return this.#reach
  }

  start(): void {
    void this.#ask()
  }

  stop(): void {
    this.#isStopped = true
    this.#stopTimer()
    this.#stopWaiting()
  }

  async #ask(): Promise<void> {
    const { timers } = this.#options
    const silence = Promise.withResolvers<string>()
    this.#stopWaiting = timers.after(SILENT_AFTER_MS, () => silence.resolve('it says nothing'))
    const why = await Promise.race([this.#whyNot(), silence.promise])
    this.#stopWaiting()
    if (this.#isStopped) return
    this.#found(why)
    this.#stopTimer = timers.after(why === '' ? UP_EVERY_MS : DOWN_EVERY_MS, () => void this.#ask())
  }

  /** Empty: it is there. */
  async #whyNot(): Promise<string> {
    const { host, transport } = this.#trunk
    try {
      const uri = `sip:${host}`
      const target = uri + transportSuffix(transport)
      const [via] = await this.#options.places.of(this.#trunk)
      const { status, reason } = await this.#options.userAgent.request({
        method: 'OPTIONS',
        target,
        ...(via ? { via } : {}),
        from: { uri },
        to: { uri },
        headers: [['Accept', 'application/sdp']],
      })
      return status === 408 || status === 503 ? `${status} ${reason}` : ''
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #found(why: string): void {
    const reach = why === '' ? 'up' : 'down'
    if (reach === this.#reach) return
    this.#reach = reach
    this.#options.onChanged(reach, why)
  }
}
