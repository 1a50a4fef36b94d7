import { BlockList, isIP } from 'node:net'
import type { Trunk } from '../../../callflow/design/document.ts'
import type { DocumentId } from '../../../callflow/design/kind.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { leadsOut } from '../../../callflow/numbering/trunk-for.ts'
import type { TrunkState } from '../../control/trunk-contract.ts'
import type { SipUserAgent } from '../../sip/user-agent.ts'
import type { Clock, Timers } from '../../sip/user-agent-options.ts'
import { CarrierPlaces } from './carrier-places.ts'
import type { Dns } from './find-places.ts'
import { type Reach, TrunkProbe } from './trunk-probe.ts'
import { TrunkRegistration } from './trunk-registration.ts'

export interface TrunkServiceOptions {
  readonly userAgent: SipUserAgent
  readonly clock: Clock
  readonly timers: Timers
  readonly newId: () => string
  readonly dns: Dns
  /** 0 to 1. */
  readonly random: () => number
  readonly onProblem: (message: string) => void
  /** The states of some are others. */
  readonly onChanged: () => void
}

interface ActiveTrunk {
  readonly trunk: Trunk
  readonly addresses: BlockList
  readonly registration: TrunkRegistration | undefined
  readonly probe: TrunkProbe | undefined
  /** What is wrong, in words; empty where nothing is. */
  readonly trouble: { registering: string; reaching: string }
}

/** The carriers of the active design: whose calls are taken without a password, and where we are registered. */
export class TrunkService {
  readonly #options: TrunkServiceOptions
  /** Where carriers are. */
  readonly places: CarrierPlaces
  #active: ActiveTrunk[] = []

  constructor(options: TrunkServiceOptions) {
    this.#options = options
    this.places = new CarrierPlaces(options)
  }

  /** The trunk whose own addresses include this one. */
  trunkAt(address: string): Trunk | undefined {
    const family = isIP(address)
    if (family === 0) return undefined
    const type = family === 6 ? 'ipv6' : 'ipv4'
    return this.#active.find(({ addresses }) => addresses.check(address, type))?.trunk
  }

  /** Unknown for one that is not asked. */
  reachOf(trunkId: DocumentId): Reach {
    return this.#active.find(({ trunk }) => trunk.id === trunkId)?.probe?.reach ?? 'unknown'
  }

  /** Of every trunk that is switched on. */
  states(): TrunkState[] {
    return this.#active.map(({ trunk, registration, probe, trouble }) => ({
      trunkId: trunk.id,
      registration: registrationState(registration, trouble.registering),
      reach: probe?.reach ?? 'unknown',
      trouble: [trouble.registering, trouble.reaching].filter((words) => words !== '').join('; '),
    }))
  }

  /** Trunks that did not change keep their registration. */
  use(design: DesignSnapshot): void {
    const before = new Map(this.#active.map((each) => [each.trunk.id, each]))
    const keep = (trunk: Trunk): ActiveTrunk | undefined => {
      const active = before.get(trunk.id)
      if (!active || !isSame(active.trunk, trunk)) return undefined
      before.delete(trunk.id)
      return active
    }
    this.#active = design
      .list('trunk')
      .filter((trunk) => trunk.enabled)
      .map((trunk) => keep(trunk) ?? this.#activate(trunk))
    for (const gone of before.values()) rest(gone)
    // Names are looked up before the first call waits for them.
    for (const { trunk } of this.#active) if (leadsOut(trunk)) void this.places.of(trunk)
    this.#options.onChanged()
  }

  close(): void {
    for (const each of this.#active) rest(each)
    this.#active = []
  }

  #activate(trunk: Trunk): ActiveTrunk {
    const addresses = new BlockList()
    for (const text of trunk.allowedAddresses) {
      if (!allow(addresses, text)) {
        this.#options.onProblem(`trunk "${trunk.name}": "${text.slice(0, 64)}" is no address and no CIDR block`)
      }
    }
    const trouble = { registering: '', reaching: '' }
    const told = (about: Partial<typeof trouble>) => {
      Object.assign(trouble, about)
      this.#options.onChanged()
    }
    const probe = this.#probe(trunk, (reaching) => told({ reaching }))
    if (!trunk.register || trunk.host === '') return { trunk, addresses, registration: undefined, probe, trouble }
    // A carrier that we are registered with calls from its own host, wherever that name leads by now.
    const believeHost = async () => {
      for (const { address } of await this.places.of(trunk)) allow(addresses, address)
    }
    const registration = new TrunkRegistration(trunk, {
      ...this.#options,
      places: this.places,
      onRegistered: () => {
        void believeHost()
        told({ registering: '' })
      },
      onRefused: (problem) => told({ registering: `it does not register us: ${problem}` }),
    })
    registration.start()
    return { trunk, addresses, registration, probe, trouble }
  }

  #probe(trunk: Trunk, told: (trouble: string) => void): TrunkProbe | undefined {
    if (!trunk.probe || !leadsOut(trunk)) return undefined
    const probe = new TrunkProbe(trunk, {
      ...this.#options,
      places: this.places,
      onChanged: (reach, why) => {
        told(reach === 'down' ? `it is not there: ${why}` : '')
        if (reach === 'down') this.#options.onProblem(`trunk "${trunk.name}" is not there: ${why}`)
      },
    })
    probe.start()
    return probe
  }
}

function registrationState(registration: TrunkRegistration | undefined, trouble: string): TrunkState['registration'] {
  if (!registration) return 'none'
  if (registration.isRegistered) return 'registered'
  return trouble === '' ? 'trying' : 'refused'
}

function rest({ registration, probe }: ActiveTrunk): void {
  registration?.stop()
  probe?.stop()
}

function allow(list: BlockList, text: string): boolean {
  const [address = '', prefix, ...rest] = text.trim().split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (prefix === undefined) {
    list.addAddress(address, type)
    return true
  }
  const bits = /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(bits >= 0 && bits <= (family === 6 ? 128 : 32))) return false
  list.addSubnet(address, bits, type)
  return true
}

function isSame(a: Trunk, b: Trunk): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
