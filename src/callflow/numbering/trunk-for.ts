import type { Trunk } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** What a call to the outside asks of a trunk. */
export interface TrunkWish {
  /** The trunk a step names. */
  readonly trunkId?: DocumentId | null | undefined
  /** A call for help takes whatever leads out. */
  readonly isForHelp?: boolean
}

/**
 * The trunks a call may leave by, in the order they are tried. An ordinary call has one: the trunk its step names, else the account's, else the only
 * one that leads out; what was chosen and leads nowhere is not replaced, because another carrier may charge otherwise. A call for help tries every
 * trunk that leads out: the step's first, then the account's, then the others in their order.
 */
export function trunksFor(design: DesignSnapshot, { trunkId, isForHelp = false }: TrunkWish): readonly Trunk[] {
  const chosen = [design.find('trunk', trunkId), design.find('trunk', design.account?.outboundTrunkId)]
  const wanted = chosen.filter((trunk) => trunk !== undefined)
  if (isForHelp) return [...new Set([...wanted, ...design.list('trunk')])].filter(leadsOut)
  if (wanted[0]) return leadsOut(wanted[0]) ? [wanted[0]] : []
  const usable = design.list('trunk').filter(leadsOut)
  return usable.length === 1 ? usable : []
}

/** The trunk a call leaves by; undefined where none leads out. */
export const trunkFor = (design: DesignSnapshot, wish: TrunkWish): Trunk | undefined => trunksFor(design, wish)[0]

/** Whether calls can leave by it: switched on and with a host. */
export const leadsOut = ({ enabled, host }: Trunk): boolean => enabled && host.trim() !== ''
