import type { EngineLog } from '../engine-log.ts'
import type { PairedRole, PairedToken, Role } from './access-contract.ts'
import type { PairedTokens } from './paired-tokens.ts'
import { CODE_LIVES_MS, type Exchange, type Offer, type Pairings } from './pairings.ts'
import type { NeededRole } from './roles.ts'
import { tokenCheck } from './token.ts'

/** Who asks something of the engine. */
export interface Visitor {
  readonly name: string
  readonly role: NeededRole
  /** Undefined: it has the engine's own token, or none. */
  readonly tokenId?: string
}

/** Who shows no token. */
export const stranger: Visitor = { name: 'somebody', role: 'nobody' }
/** Who has the token in the engine's data folder. */
export const OWNER: Visitor & { readonly role: Role } = { name: 'the owner of the engine', role: 'admin' }

/** Where apps on other machines reach the engine, and what they are shown there. */
export interface RemoteAddress {
  readonly urls: readonly string[]
  readonly fingerprint: string
}

export interface AccessOptions {
  /** The engine's own token. */
  readonly token: string
  readonly tokens: PairedTokens
  readonly pairings: Pairings | undefined
  /** By the wall. */
  readonly nowMs: () => number
  readonly log: EngineLog
}

export type Paired =
  | {
      readonly ok: true
      readonly token: string
      readonly name: string
      readonly role: PairedRole
      readonly confirmation: string
    }
  | { readonly ok: false; readonly why: 'full' }
  | Extract<Exchange, { readonly ok: false }>

/** Who may ask what: the owner's token, those that were paired, and the code that pairs. */
export class Access {
  readonly #options: AccessOptions
  readonly #isOwner: (authorization: string | undefined) => boolean
  /** Undefined: nobody is reached beyond this machine. */
  remote: RemoteAddress | undefined

  constructor(options: AccessOptions) {
    this.#options = options
    this.#isOwner = tokenCheck(options.token)
  }

  /** Undefined: the token is nobody's. */
  who(authorization: string | undefined): Visitor | undefined {
    if (this.#isOwner(authorization)) return OWNER
    const given = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1]
    const paired = given === undefined ? undefined : this.#options.tokens.use(given)
    return paired && { name: paired.name, role: paired.role, tokenId: paired.id }
  }

  /** Undefined: there is nowhere to pair. */
  async offerPairing(
    offer: Offer,
  ): Promise<{ readonly code: string; readonly endsMs: number; readonly remote: RemoteAddress } | undefined> {
    const { pairings, nowMs, log } = this.#options
    const { remote } = this
    if (!pairings || !remote) return undefined
    const { code } = await pairings.offer(offer)
    const endsMs = nowMs() + CODE_LIVES_MS
    log.warn(
      { role: offer.role, until: new Date(endsMs).toISOString(), fingerprint: remote.fingerprint },
      `pairing code ${code}: whoever sends it within ten minutes may ${offer.role}`,
    )
    return { code, endsMs, remote }
  }

  async pair({ proof, name }: { readonly proof: string; readonly name: string }, source: string): Promise<Paired> {
    const { pairings, tokens, log } = this.#options
    if (!pairings) return { ok: false, why: 'wrong' }
    if (tokens.isFull) return { ok: false, why: 'full' }
    const exchanged = pairings.exchange(proof, source)
    if (!exchanged.ok) {
      log.warn({ source, why: exchanged.why }, 'a pairing was refused')
      return exchanged
    }
    const { role, name: given = name } = exchanged.offer
    const token = await tokens.add({ name: given, role })
    log.warn({ source, name: given, role }, `"${given}" was paired and may ${role}`)
    return { ok: true, token, name: given, role, confirmation: exchanged.confirmation }
  }

  tokens(): PairedToken[] {
    return this.#options.tokens.list()
  }

  revoke(id: string): Promise<boolean> {
    return this.#options.tokens.revoke(id)
  }

  /** False: it is the owner's, which stays. */
  async leave({ tokenId }: Visitor): Promise<boolean> {
    return tokenId !== undefined && this.#options.tokens.revoke(tokenId, { isLeaving: true })
  }

  onRevoked(listener: (tokenId: string) => void): void {
    this.#options.tokens.onRevoked(listener)
  }
}
