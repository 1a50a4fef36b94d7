import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { admit, type Admission, closedTo } from './admit.ts'
import { mayEnter } from './closed-groups.ts'

/**
 * Where a call goes that somebody sends on to a number, or why not. The rights of whoever sends it count, for they could call there and join the two:
 * restrictions, closed groups, and a caller from outside gets where they may. A colleague in closed groups of their own stays in them.
 */
export function admitTransfer(
  design: DesignSnapshot,
  { caller, by }: { readonly caller: Caller; readonly by: Caller },
  dialled: string,
): Admission {
  const admitted = admit(design, by, dialled)
  if (admitted.kind !== 'flow' || caller.origin.kind !== 'device') return admitted
  return mayEnter(design, caller, admitted.callflowId) ? admitted : closedTo(dialled)
}
