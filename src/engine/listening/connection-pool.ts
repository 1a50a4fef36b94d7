import { sourceNetwork } from '../services/source-network.ts'

/** A connection as the pool sees it. */
export interface Guest {
  /** The far IP address. */
  readonly address: string
  close(reason: Error): void
}

export interface PoolLimits {
  /** Connections nobody has shown a password on. A newcomer beyond it takes the place of an older one. */
  readonly maxStrangers: number
  /** Of those, from one network (an IPv4 address, an IPv6 /64). Room for the phones behind one NAT to come back at once. */
  readonly maxStrangersPerNetwork: number
  /** Connections that have earned their time. */
  readonly maxEarned: number
  /** Of those, from one network: a large office behind one NAT. */
  readonly maxEarnedPerNetwork: number
}

interface Network<G> {
  /** Oldest first. */
  readonly strangers: Set<G>
  earned: number
}

/**
 * Who may hold a connection. Strangers are few and give way to the next, the oldest first, beginning with the network that holds most of them, so
 * that who opens many pays for it. A connection that has earned its time counts apart and is never closed for a stranger.
 */
export class ConnectionPool<G extends Guest> {
  readonly #limits: PoolLimits
  readonly #networks = new Map<string, Network<G>>()
  #strangers = 0
  #earned = 0

  constructor(limits: PoolLimits) {
    this.#limits = limits
  }

  get strangers(): number {
    return this.#strangers
  }

  get earned(): number {
    return this.#earned
  }

  /** Takes a stranger in; another may be closed for it. */
  admit(guest: G): void {
    const key = sourceNetwork(guest.address)
    const network = this.#networks.get(key)
    if ((network?.strangers.size ?? 0) >= this.#limits.maxStrangersPerNetwork) this.#evict(network)
    else if (this.#strangers >= this.#limits.maxStrangers) this.#evict(this.#fullest())
    const known = this.#networks.get(key) ?? { strangers: new Set<G>(), earned: 0 }
    this.#networks.set(key, known)
    known.strangers.add(guest)
    this.#strangers += 1
  }

  /** The guest has shown who he is. False: there are too many like that already, and he stays a stranger. */
  earn(guest: G): boolean {
    const network = this.#networks.get(sourceNetwork(guest.address))
    if (!network?.strangers.has(guest)) return false
    if (this.#earned >= this.#limits.maxEarned || network.earned >= this.#limits.maxEarnedPerNetwork) return false
    network.strangers.delete(guest)
    network.earned += 1
    this.#strangers -= 1
    this.#earned += 1
    return true
  }

  /** To be called once for every guest admitted, also for those the pool itself closed. */
  leave(guest: G, hasEarned: boolean): void {
    const key = sourceNetwork(guest.address)
    const network = this.#networks.get(key)
    if (network === undefined) return
    if (hasEarned) {
      network.earned -= 1
      this.#earned -= 1
    } else if (network.strangers.delete(guest)) this.#strangers -= 1
    if (network.strangers.size === 0 && network.earned === 0) this.#networks.delete(key)
  }

  /** Gone from the count at once: its socket may take a moment to close. */
  #evict(network: Network<G> | undefined): void {
    const [oldest] = network?.strangers ?? []
    if (oldest === undefined) return
    this.leave(oldest, false)
    oldest.close(new Error('made room for another connection'))
  }

  #fullest(): Network<G> | undefined {
    let fullest: Network<G> | undefined
    for (const network of this.#networks.values())
      if (network.strangers.size > (fullest?.strangers.size ?? 0)) fullest = network
    return fullest
  }
}
