import { isIP } from 'node:net'
import type { Trunk } from '../../../callflow/design/document.ts'
import type { Clock } from '../../sip/user-agent-options.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
import { transports } from '../../sip/transport/transports.ts'
import { type Dns, findPlaces } from './find-places.ts'

/** One that failed stands last for so long. */
const AVOIDED_MS = 60_000
/** A name that leads nowhere is asked for again after this. */
const NOWHERE_MS = 10_000
const MAX_NAMES = 200

export type At = Pick<Trunk, 'host' | 'transport'>

interface Known {
  places: Promise<readonly TransportPeer[]>
  /** What they were when last heard of. */
  last: readonly TransportPeer[]
  untilMs: number
}

export interface CarrierPlacesOptions {
  readonly dns: Dns
  readonly clock: Clock
  /** 0 to 1. */
  readonly random: () => number
}

/**
 * Where carriers are, as the DNS says, remembered as long as it may be. What was known serves while it is asked anew, and goes on to where a name server
 * says nothing: no call waits for one twice, and none is lost with it.
 */
export class CarrierPlaces {
  readonly #options: CarrierPlacesOptions
  readonly #known = new Map<string, Known>()
  readonly #avoidedUntilMs = new Map<string, number>()

  constructor(options: CarrierPlacesOptions) {
    this.#options = options
  }

  /** In the order to be tried, those that failed lately last. Empty: the name leads nowhere. Never rejects. */
  async of({ host, transport }: At): Promise<readonly TransportPeer[]> {
    const { name, port } = hostAndPort(host)
    if (isIP(name)) return [{ transport, address: name, port: port ?? transports[transport].defaultPort }]
    const places = await this.#ask({ name, port, transport })
    return [...places.filter((place) => !this.#isAvoided(place)), ...places.filter((place) => this.#isAvoided(place))]
  }

  failed(place: TransportPeer): void {
    this.#avoidedUntilMs.set(keyOf(place), this.#options.clock.now() + AVOIDED_MS)
  }

  #ask(about: Parameters<typeof findPlaces>[0]): Promise<readonly TransportPeer[]> {
    const { clock } = this.#options
    const key = `${about.transport} ${about.name}:${about.port ?? ''}`
    const known = this.#known.get(key)
    if (known && clock.now() < known.untilMs) return known.places
    if (this.#known.size >= MAX_NAMES) this.#known.clear()
    const last = known?.last ?? []
    const found = findPlaces(about, this.#options).catch(() => ({ places: [], ttlSec: 0 }))
    const fresh: Known = {
      last,
      places: last.length > 0 ? Promise.resolve(last) : found.then(({ places }) => places),
      untilMs: Number.POSITIVE_INFINITY,
    }
    this.#known.set(key, fresh)
    void found.then(({ places, ttlSec }) => {
      fresh.untilMs = clock.now() + (places.length === 0 ? NOWHERE_MS : ttlSec * 1_000)
      if (places.length === 0) return
      fresh.last = places
      fresh.places = Promise.resolve(places)
    })
    return fresh.places
  }

  #isAvoided(place: TransportPeer): boolean {
    const untilMs = this.#avoidedUntilMs.get(keyOf(place))
    if (untilMs === undefined || this.#options.clock.now() < untilMs) return untilMs !== undefined
    this.#avoidedUntilMs.delete(keyOf(place))
    return false
  }
}

const keyOf = ({ transport, address, port }: TransportPeer) => `${transport} ${address} ${port}`

/** `name:port`, `[2001:db8::1]:port`, or either without a port. */
export function hostAndPort(host: string): { readonly name: string; readonly port: number | undefined } {
  const text = host.trim()
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::([0-9]{1,5}))?$/.exec(text) ?? []
  return { name: bracketed ?? plain ?? text, port: port === undefined ? undefined : Number(port) }
}
