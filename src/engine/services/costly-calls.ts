import { z } from 'zod'
import type { OutsideParty } from '../../callflow/numbering/outside-limits.ts'
import { type CostlyCall, WATCHED_MS } from '../../callflow/numbering/outside-watch.ts'
import type { StateKey } from '../../callflow/run/operation.ts'
import type { RuntimeState } from '../state/runtime-state.ts'

/** More than any pattern needs. */
const MAX_CALLS = 200

export interface CostlyCallsOptions {
  readonly runtimeState: Pick<RuntimeState, 'read' | 'write'>
  readonly onLost: (error: unknown) => void
}

/** The costly calls of the last hour, by who made them: kept with the runtime state, so that whoever makes an engine start anew begins no new hour. */
export class CostlyCalls {
  readonly #options: CostlyCallsOptions

  constructor(options: CostlyCallsOptions) {
    this.#options = options
  }

  /** Oldest first. What was written by a clock that was ahead is of no hour. */
  of(party: OutsideParty, nowMs: number): readonly CostlyCall[] {
    const kept = read(this.#options.runtimeState.read(stateKeyOf(party)))
    return kept.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs < WATCHED_MS).slice(1 - MAX_CALLS)
  }

  /** In place of those there were. */
  keep(party: OutsideParty, calls: readonly CostlyCall[]): void {
    const rows = calls.map(({ number, atMs, isAtNight, talkedMs }) => [number, atMs, isAtNight, talkedMs ?? null])
    try {
      this.#options.runtimeState.write(stateKeyOf(party), rows.length === 0 ? undefined : JSON.stringify(rows))
    } catch (error) {
      this.#options.onLost(error) // a call goes out or ends whether it can be written or not
    }
  }

  /** One of them is over. */
  talked(party: OutsideParty, { number, atMs }: CostlyCall, talkedMs: number): void {
    const kept = read(this.#options.runtimeState.read(stateKeyOf(party)))
    const at = kept.findIndex((each) => each.number === number && each.atMs === atMs && each.talkedMs === undefined)
    const call = kept[at]
    if (call !== undefined) this.keep(party, kept.with(at, { ...call, talkedMs }))
  }
}

const rowsSchema = z.array(
  z.tuple([z.string(), z.number(), z.boolean(), z.number().nonnegative().nullable()]).transform(
    ([number, atMs, isAtNight, talkedMs]): CostlyCall => ({
      number,
      atMs,
      isAtNight,
      talkedMs: talkedMs ?? undefined,
    }),
  ),
)

/** None where it is spoilt: the next calls begin an hour. */
function read(kept: unknown): readonly CostlyCall[] {
  if (typeof kept !== 'string') return []
  try {
    return rowsSchema.parse(JSON.parse(kept))
  } catch {
    return []
  }
}

const stateKeyOf = ({ scope, id }: OutsideParty): StateKey => ({ scope, id, name: 'outside-watch' })
