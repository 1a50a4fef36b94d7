import type { Trunk } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { matchesRegex } from './linear-regex.ts'
import { byShare } from './shares.ts'

/** What a call to the outside asks of a trunk. */
export interface TrunkWish {
  /** The trunk a step names. */
  readonly trunkId?: DocumentId | null | undefined
  /** A call for help takes whatever leads out. */
  readonly isForHelp?: boolean
  /** As the carrier is asked for it, for trunks that are only for some numbers. Absent: for any number. */
  readonly number?: string
}

/**
 * The trunks a call may leave by, in the order they are tried. The trunk its step names stands alone, and so does the account's unless others share its
 * calls: what was chosen and leads nowhere is not replaced, because another carrier may charge otherwise. Trunks that share calls follow by turn and
 * share, those that are for the number; without either, the only trunk that leads out. A call for help tries every trunk that leads out: the
 * step's first, then the account's, then the others in their order.
 */
export function trunksFor(design: DesignSnapshot, wish: TrunkWish): readonly Trunk[] {
  const named = design.find('trunk', wish.trunkId)
  const accounts = design.find('trunk', design.account?.outboundTrunkId)
  const all = design.list('trunk')
  if (wish.isForHelp)
    return [...new Set([...(named ? [named] : []), ...(accounts ? [accounts] : []), ...all])].filter(leadsOut)
  if (named) return [named].filter(leadsOut)
  const sharing = inTurn(
    all.filter((trunk) => trunk.shared && trunk !== accounts),
    wish.number ?? '',
  )
  const candidates = [...(accounts ? [accounts] : []), ...sharing]
  if (candidates.length > 0) return candidates.filter((trunk) => leadsOut(trunk) && isFor(trunk, wish.number))
  const usable = all.filter(leadsOut)
  return usable.length === 1 ? usable.filter((trunk) => isFor(trunk, wish.number)) : []
}

/** The trunk a call leaves by; undefined where none leads out. */
export const trunkFor = (design: DesignSnapshot, wish: TrunkWish): Trunk | undefined => trunksFor(design, wish)[0]

/** Whether calls can leave by it: switched on and with a host. */
export const leadsOut = ({ enabled, host }: Trunk): boolean => enabled && host.trim() !== ''

const isFor = ({ numberPatterns }: Trunk, number: string | undefined): boolean =>
  number === undefined || numberPatterns.length === 0 || numberPatterns.some((source) => matchesRegex(source, number))

/** Lower turns first; those of one turn by their shares of the numbers. */
function inTurn(trunks: readonly Trunk[], number: string): readonly Trunk[] {
  const turns = [...new Set(trunks.map(({ priority }) => priority))].toSorted((a, b) => a - b)
  return turns.flatMap((turn) =>
    byShare(
      trunks.filter(({ priority }) => priority === turn),
      number,
    ),
  )
}
