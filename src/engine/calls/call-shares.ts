import type { Device, Trunk } from '../../callflow/design/document.ts'
import { sourceNetwork } from '../services/source-network.ts'
import { Tally } from './tally.ts'

/** Calls at once; a machine that could take more has other engines beside it. */
export const MAX_LIVE_CALLS = 2_000

/** Unacknowledged calls that even a trunk of few channels may have: an ACK may be lost, a line may be slow. */
const FEW = 10

type DeviceParty = Pick<Device, 'id' | 'name' | 'callsAtOnce'>
type TrunkParty = Pick<Trunk, 'id' | 'name' | 'channels'>

/** Whom a call comes from or a leg goes to. */
export type Party =
  | { readonly kind: 'device'; readonly device: DeviceParty }
  | { readonly kind: 'trunk'; readonly trunk: TrunkParty }

export type CallFrom = Party & {
  /** The address that the INVITE came from. */
  readonly address: string
}

/** Whom a refusal concerns. */
export type Subject = Party & { readonly address?: string }

/** Which limit is reached. */
export type Refusal = 'whole' | 'trunks' | 'trunk' | 'device' | 'in-setup' | 'unacknowledged'

export interface Refused {
  readonly kind: 'refused'
  readonly why: Refusal
  /** So many there are already. */
  readonly limit: number
}

export interface LegAbout {
  readonly isForHelp?: boolean
  /** For a caller who came in by a trunk. */
  readonly isFromOutside?: boolean
}

/** What a leg holds until it is released, which may be said more than once. */
export interface LegShare {
  readonly kind: 'held'
  release(): void
}

/** What a call that came in holds. */
export interface CallShare extends LegShare {
  /** Our 2xx is out. */
  answered(): void
  /** Its ACK came: the call is no longer in set-up. */
  acknowledged(): void
}

export type Refusals = Readonly<Record<Refusal, number>>

/**
 * Who may hold how much of an engine's calls, so that a flood costs only whoever sends it (ADR 65). Calls for help are counted as others are and refused
 * never. All of it is counted at once, none of it by going through calls.
 */
export class CallShares {
  readonly #limits: ReturnType<typeof limitsOf>
  readonly #onRefused: (refused: Refused, subject: Subject) => void
  /** By kind of caller. */
  readonly #calls = new Tally()
  /** Calls that came in, by trunk. */
  readonly #fromTrunk = new Tally()
  /** In and out, by trunk. */
  readonly #channels = new Tally()
  /** Calling and called, by device. */
  readonly #devices = new Tally()
  /** Not yet answered, or answered without an ACK; by source. */
  readonly #inSetUp = new Tally()
  readonly #unacknowledged = new Tally()
  readonly #refused: Record<Refusal, number> = {
    whole: 0,
    trunks: 0,
    trunk: 0,
    device: 0,
    'in-setup': 0,
    unacknowledged: 0,
  }

  constructor(
    options: {
      readonly maxCalls?: number
      readonly onRefused?: (refused: Refused, subject: Subject) => void
    } = {},
  ) {
    this.#limits = limitsOf(options.maxCalls ?? MAX_LIVE_CALLS)
    this.#onRefused = options.onRefused ?? (() => {})
  }

  /** Calls and legs refused since start, by the limit that was reached. */
  get refused(): Refusals {
    return this.#refused
  }

  /** Calls that came in and are not yet both answered and acknowledged. */
  get inSetUp(): number {
    return this.#inSetUp.total
  }

  get unacknowledged(): number {
    return this.#unacknowledged.total
  }

  /** One more call that comes in. */
  comeIn(from: CallFrom, { isForHelp = false }: { readonly isForHelp?: boolean } = {}): CallShare | Refused {
    const source = `${from.kind} ${sourceNetwork(from.address)}`
    const refused = isForHelp ? undefined : this.#refusalIn(from, source)
    if (refused) return this.#refuse(refused, from)
    const leaveSetUp = this.#inSetUp.add(source)
    const releases = [this.#calls.add(from.kind), this.#take(from)]
    if (from.kind === 'trunk') releases.push(this.#fromTrunk.add(from.trunk.id))
    let acknowledge: (() => void) | undefined
    let isSetUp = false
    const acknowledged = () => {
      isSetUp = true
      leaveSetUp()
      acknowledge?.()
    }
    return {
      kind: 'held',
      answered: () => {
        if (!isSetUp) acknowledge ??= this.#unacknowledged.add(source)
      },
      acknowledged,
      release: () => {
        acknowledged()
        for (const release of releases) release()
      },
    }
  }

  /** One more leg to a phone or by a trunk. Callers from outside leave a phone a quarter of its calls: for colleagues, and for its own. */
  goOut(to: Party, { isForHelp = false, isFromOutside = false }: LegAbout = {}): LegShare | Refused {
    const refused = isForHelp ? undefined : this.#refusalOf(to, isFromOutside)
    if (refused) return this.#refuse(refused, to)
    return { kind: 'held', release: this.#take(to) }
  }

  #take(party: Party): () => void {
    return party.kind === 'device' ? this.#devices.add(party.device.id) : this.#channels.add(party.trunk.id)
  }

  #refuse(refused: Refused, subject: Subject): Refused {
    this.#refused[refused.why]++
    this.#onRefused(refused, subject)
    return refused
  }

  /** What is the caller's own before what is everybody's. */
  #refusalIn(from: CallFrom, source: string): Refused | undefined {
    const { whole, inSetUp } = this.#limits
    return (
      full('unacknowledged', this.#unacknowledged.of(source), this.#mostUnacknowledged(from)) ??
      full('in-setup', this.#inSetUp.of(source), inSetUp) ??
      this.#refusalOf(from) ??
      (from.kind === 'trunk' ? this.#refusalFromTrunk(from.trunk) : undefined) ??
      full('whole', this.#calls.total, whole)
    )
  }

  #refusalFromTrunk({ id, channels }: TrunkParty): Refused | undefined {
    const { fromTrunks, fromOneTrunk } = this.#limits
    const own = channels === 0 ? full('trunk', this.#fromTrunk.of(id), fromOneTrunk) : undefined
    return own ?? full('trunks', this.#calls.of('trunk'), fromTrunks)
  }

  #refusalOf(party: Party, isFromOutside = false): Refused | undefined {
    if (party.kind === 'device') {
      const { id, callsAtOnce } = party.device
      return full('device', this.#devices.of(id), callsAtOnce - (isFromOutside ? Math.floor(callsAtOnce / 4) : 0))
    }
    const { id, channels } = party.trunk
    return channels === 0 ? undefined : full('trunk', this.#channels.of(id), channels)
  }

  /** Half the channels of a trunk at most, so that one of its addresses leaves the others some. */
  #mostUnacknowledged(from: CallFrom): number {
    const { unacknowledged } = this.#limits
    if (from.kind === 'device' || from.trunk.channels === 0) return unacknowledged
    return Math.min(unacknowledged, Math.max(FEW, Math.ceil(from.trunk.channels / 2)))
  }
}

const full = (why: Refusal, held: number, limit: number): Refused | undefined =>
  held < limit ? undefined : { kind: 'refused', why, limit }

/** How an engine's calls are shared out. */
export function limitsOf(maxCalls: number) {
  const part = (ofAll: number) => Math.max(1, Math.floor(maxCalls * ofAll))
  return {
    whole: maxCalls,
    /** By all trunks together: the rest is kept for phones of the house. */
    fromTrunks: part(0.75),
    /** By a trunk whose design does not say how many. */
    fromOneTrunk: part(0.5),
    /** Of one source, not yet answered and acknowledged. */
    inSetUp: part(0.25),
    /** Of one source, answered and without an ACK: with 32 s for each (RFC 3261 §13.3.1.4) those are 6 a second at most. */
    unacknowledged: part(0.1),
  }
}
