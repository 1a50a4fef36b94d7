import { Resolver } from 'node:dns/promises'

/** Looks up one name; rejects or gives nothing when there is none. Answered by the network alone, never by a thread that waits. */
export type LookUp = (name: string, family: 4 | 6) => Promise<readonly string[]>

const MAX_ASKING = 64
const MAX_NAME_CHARS = 253
const TIMEOUT_MS = 2_000
/** Names of the local link (RFC 6762 §3) and such as never are in the DNS (RFC 6761). */
const NEVER_ASKED = /(?:^|\.)(?:local|localhost|invalid|test|onion)\.?$/i

/**
 * Addresses for the few that write a host name in `c=` (RFC 8866 §5.7). Nothing waits for them: until one is known audio goes where
 * it comes from. A flood of names is not passed on: beyond 64 under way, the next are not asked for.
 */
export class MediaNames {
  readonly #lookUp: LookUp
  readonly #asking = new Map<string, Promise<string | undefined>>()

  constructor(lookUp: LookUp = dnsLookUp()) {
    this.#lookUp = lookUp
  }

  find(name: string, family: 4 | 6): Promise<string | undefined> {
    const key = `${family} ${name.toLowerCase()}`
    const asked = this.#asking.get(key)
    if (asked !== undefined) return asked
    const isAskable = name.length <= MAX_NAME_CHARS && !NEVER_ASKED.test(name) && !name.includes(':')
    if (!isAskable || this.#asking.size >= MAX_ASKING) return Promise.resolve(undefined)
    const asking = this.#ask(name, family).finally(() => this.#asking.delete(key))
    this.#asking.set(key, asking)
    return asking
  }

  async #ask(name: string, family: 4 | 6): Promise<string | undefined> {
    try {
      return (await this.#lookUp(name, family))[0]
    } catch {
      return undefined
    }
  }
}

function dnsLookUp(): LookUp {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 })
  return (name, family) => (family === 6 ? resolver.resolve6(name) : resolver.resolve4(name))
}
