import type { Callflow } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { compileFlow, type CompiledNode } from '../run/compile.ts'
import type { Caller } from '../run/script.ts'
import { partiesOf } from './number-class.ts'

/** More callflows that lead to one another than any sane design has. */
const MOST_JUMPS = 50

/**
 * Closed groups (A0): a person or phone whose groups are closed comes into a callflow only when its first step rings somebody who shares a group with
 * them, or rings nobody at all (a menu, a mailbox, a feature code). By which number it was dialled does not matter. Callers from outside always may.
 */
export function mayEnter(design: DesignSnapshot, caller: Caller, callflowId: DocumentId): boolean {
  return caller.origin.kind !== 'device' || mayRing(design, caller, () => rungFirst(design, callflowId))
}

/** Whether a person or phone may ring any of these people and phones; nobody to ring is no reason against it. */
export function mayRing(design: DesignSnapshot, caller: Caller, whom: () => ReadonlySet<DocumentId>): boolean {
  const { device, user } = partiesOf(design, caller)
  if (!isClosed(design, { device, user })) return true
  const rung = whom()
  if (rung.size === 0) return true
  const isOwnPhone = !user || device?.ownerId === user.id
  const own = new Set([user?.id, isOwnPhone ? device?.id : undefined].filter((id) => id !== undefined))
  if ([...own].some((id) => rung.has(id))) return true
  return design.list('group').some(({ members }) => {
    const isIn = (ids: ReadonlySet<DocumentId>) => members.some(({ id }) => ids.has(id))
    return isIn(own) && isIn(rung)
  })
}

const isClosed = ({ account }: DesignSnapshot, { device, user }: ReturnType<typeof partiesOf>) =>
  (account?.closedGroups ?? false) || (user?.closedGroups ?? false) || (device?.closedGroups ?? false)

/** People and phones that the first ringing step of a callflow rings, groups taken apart; a phone stands for its owner too. */
function rungFirst(design: DesignSnapshot, callflowId: DocumentId): ReadonlySet<DocumentId> {
  let flow = design.find('callflow', callflowId)
  for (let jumps = 0; flow && jumps < MOST_JUMPS; jumps++) {
    const first = firstOf(flow)
    if (first.kind === 'rings') return withOwners(design, first.ids)
    flow = first.kind === 'jumps' ? design.find('callflow', first.callflowId) : undefined
  }
  return new Set()
}

type First =
  | { readonly kind: 'rings'; readonly ids: readonly DocumentId[] }
  | { readonly kind: 'jumps'; readonly callflowId: DocumentId }
  | { readonly kind: 'other' }

/** The first step that rings or leads to another callflow; those before it that have one way out are passed. */
const firstOf = oncePer((callflow: Callflow): First => {
  const { nodes } = compileFlow(callflow)
  const seen = new Set<string>()
  for (
    let node = nodes.get(callflow.entry ?? '');
    node && !seen.has(node.node.id);
    node = nodes.get(node.wires.get('_') ?? '')
  ) {
    seen.add(node.node.id)
    const { definition, settings } = node
    if (node.node.disabled || !definition || !settings.ok) continue // passed over when the call comes to it
    if (settings.bindings.length > 0) break // a variable decides whom it rings
    const ids = definition.rings?.(settings.value)
    if (ids) return { kind: 'rings', ids }
    const callflowId = definition.leadsTo?.(settings.value)
    if (callflowId) return { kind: 'jumps', callflowId }
    if (!hasOneWayOut(node)) break
  }
  return { kind: 'other' }
})

const hasOneWayOut = ({ definition }: CompiledNode) =>
  definition?.branches.length === 1 && !definition.dataBranches && !definition.acceptsBranch

function withOwners(design: DesignSnapshot, ids: readonly DocumentId[]): ReadonlySet<DocumentId> {
  const members = ids.flatMap((id) => design.find('group', id)?.members.map((member) => member.id) ?? [id])
  return new Set(members.flatMap((id) => [id, design.find('device', id)?.ownerId ?? id]))
}
