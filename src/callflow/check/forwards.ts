import type { Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { oncePer } from '../design/once-per.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** A person or phone whose calls go to another number, as their document says it. */
export interface ForwardedTo {
  readonly who: User | Device
  readonly number: string
}

/** The steps that follow forwarding. */
export const ringingSteps = ['user', 'device', 'ring-group', 'queue'] as const

interface Rung {
  readonly ids: readonly DocumentId[]
  /** As a member of a group or queue, where some forwarding does not hold (M88b). */
  readonly asMember: boolean
}

/** The forwarding that a step which rings people and phones may follow. */
export function forwardsAt(type: string, settings: unknown, design: DesignSnapshot): readonly ForwardedTo[] {
  const forwarding = forwardingBy(design)
  if (forwarding.size === 0) return []
  const { ids, asMember } = rungBy(type, settings, design)
  return ids
    .flatMap((id) => forwarding.get(id) ?? [])
    .filter(({ callForward }) => !(asMember && callForward.directCallsOnly))
    .map((who) => ({ who, number: who.callForward.number }))
}

function rungBy(type: string, settings: unknown, design: DesignSnapshot): Rung {
  const of = settings as { readonly userId?: DocumentId | null; readonly deviceId?: DocumentId | null } & {
    readonly queueId?: DocumentId | null
    readonly members?: readonly { readonly id: DocumentId }[]
  } // the types below, parsed by their schemas
  switch (type) {
    case 'user':
      return { ids: present(of.userId), asMember: false }
    case 'device':
      return { ids: present(of.deviceId), asMember: false }
    case 'ring-group': {
      const ids = (of.members ?? []).flatMap(({ id }) => design.find('group', id)?.members ?? [{ id }])
      return { ids: ids.map(({ id }) => id), asMember: true }
    }
    case 'queue':
      return { ids: design.find('queue', of.queueId)?.agentIds ?? [], asMember: true }
    default:
      return { ids: [], asMember: false }
  }
}

const present = (id: DocumentId | null | undefined) => (id ? [id] : [])

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
