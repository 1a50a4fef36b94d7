import { timingSafeEqual } from 'node:crypto'
import { SourceMeter } from '../listening/source-meter.ts'
import type { PairedRole } from './access-contract.ts'
import { type PairingProofs, pairingProofs } from './pairing-proof.ts'

export const CODE_LIVES_MS = 600_000
export const MAX_WRONG_TRIES = 5
/** Of one source, right or wrong. */
const MAX_TRIES_A_MINUTE = 10
/** Codes that are over and still known, so that whoever comes with one is told why. */
const MAX_REMEMBERED = 16

export interface Offer {
  readonly role: PairedRole
  /** Undefined: whoever comes names itself. */
  readonly name: string | undefined
}

export type OfferOver = 'used' | 'late' | 'spoilt' | 'replaced'

export type Exchange =
  | { readonly ok: true; readonly offer: Offer; readonly confirmation: string }
  | { readonly ok: false; readonly why: 'wrong' | 'too-many' }
  | { readonly ok: false; readonly why: 'over'; readonly because: OfferOver }

interface Standing extends Offer {
  readonly proofs: PairingProofs
  readonly endsMs: number
  over: OfferOver | undefined
}

export interface PairingsOptions {
  /** Of the certificate that whoever pairs is shown. */
  readonly fingerprint: string
  /** Of a clock nobody can set. */
  readonly nowMs: () => number
  readonly newCode: () => string
  /** Wrong tries have spoilt the code. */
  readonly onSpoilt: (source: string) => void
}

/** The code that somebody may pair with, one at a time. The code itself is forgotten at once. */
export class Pairings {
  readonly #options: PairingsOptions
  readonly #bySource = new SourceMeter(MAX_TRIES_A_MINUTE)
  /** The newest first. */
  #offers: Standing[] = []
  #wrongTries = 0

  constructor(options: PairingsOptions) {
    this.#options = options
  }

  async offer(offer: Offer): Promise<{ readonly code: string }> {
    const { newCode, fingerprint, nowMs } = this.#options
    const code = newCode()
    const proofs = await pairingProofs(code, fingerprint)
    for (const before of this.#offers) before.over ??= nowMs() >= before.endsMs ? 'late' : 'replaced'
    this.#wrongTries = 0
    this.#offers = [{ ...offer, proofs, endsMs: nowMs() + CODE_LIVES_MS, over: undefined }, ...this.#offers].slice(
      0,
      MAX_REMEMBERED,
    )
    return { code }
  }

  /** Every code that is known is compared, whatever comes: a wrong one takes as long as a right one. */
  exchange(proof: string, source: string): Exchange {
    const nowMs = this.#options.nowMs()
    if (!this.#bySource.note(source, nowMs)) return { ok: false, why: 'too-many' }
    const [found] = this.#offers.filter((offer) => isSame(offer.proofs.proof, proof))
    if (found === undefined) {
      this.#countWrong(source)
      return { ok: false, why: 'wrong' }
    }
    if (found.over === undefined && nowMs >= found.endsMs) found.over = 'late'
    if (found.over !== undefined) return { ok: false, why: 'over', because: found.over }
    found.over = 'used'
    const { role, name } = found
    return { ok: true, offer: { role, name }, confirmation: found.proofs.confirmation }
  }

  #countWrong(source: string): void {
    const [open] = this.#offers
    if (open === undefined || open.over !== undefined || this.#options.nowMs() >= open.endsMs) return
    this.#wrongTries += 1
    if (this.#wrongTries < MAX_WRONG_TRIES) return
    open.over = 'spoilt'
    this.#options.onSpoilt(source)
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
