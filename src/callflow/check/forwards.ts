import type { Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { ModuleDefinition } from '../define-module.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { modules } from '../modules/registry.ts'

/** A person or phone whose calls go to another number, as their document says it. */
export interface ForwardedTo {
  readonly who: User | Device
  readonly number: string
}

/** The steps that follow forwarding, those that ring somebody directly first. */
export const ringingSteps: readonly ModuleDefinition[] = (['direct', 'members', 'queue'] as const).flatMap((as) =>
  modules.filter(({ ringing }) => ringing?.as === as),
)

/** The forwarding that a step which rings people and phones may follow. */
export function forwardsAt(
  ringing: ModuleDefinition['ringing'],
  settings: unknown,
  design: DesignSnapshot,
): readonly ForwardedTo[] {
  const forwarding = forwardingBy(design)
  if (!ringing || ringing.as === 'page' || forwarding.size === 0) return []
  const ids = ringing.ids(settings, design)
  const rung = ringing.as === 'members' ? ids.flatMap((id) => membersOf(design, id)) : ids
  return rung
    .flatMap((id) => forwarding.get(id) ?? [])
    .filter(({ callForward }) => ringing.as === 'direct' || !callForward.directCallsOnly)
    .map((who) => ({ who, number: who.callForward.number }))
}

const membersOf = (design: DesignSnapshot, id: DocumentId): readonly DocumentId[] =>
  design.find('group', id)?.members.map((member) => member.id) ?? [id]

/** Who forwards, by the people and phones that are rung: a person with their phones, a phone with whom it belongs to. */
const forwardingBy = oncePer((design: DesignSnapshot): ReadonlyMap<DocumentId, readonly (User | Device)[]> => {
  const found = new Map<DocumentId, (User | Device)[]>()
  const add = (id: DocumentId | null, who: User | Device) => {
    if (id === null) return
    const known = found.get(id)
    if (known) known.push(who)
    else found.set(id, [who])
  }
  for (const user of design.list('user')) if (isForwarding(user)) add(user.id, user)
  for (const device of design.list('device')) {
    const owner = design.find('user', device.ownerId)
    if (owner && isForwarding(owner)) add(device.id, owner)
    if (!isForwarding(device)) continue
    add(device.id, device)
    add(device.ownerId, device)
  }
  return found
})

const isForwarding = ({ enabled, callForward }: User | Device) =>
  enabled && callForward.number !== '' && (callForward.enabled || callForward.whenUnregistered)
