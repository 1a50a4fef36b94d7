import type { Device } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { CallContext } from '../run/script.ts'

/** Somebody a step wants rung: a user, a device or a group, with its own times. */
export interface RingMember {
  readonly id: DocumentId
  readonly delayMs: number
  readonly timeoutMs: number
  readonly weight: number
  /** Not rung before this moment, epoch ms (M29 `disable_until`). */
  readonly outUntilMs?: number
}

/** One turn of an in-order ring: a person with all their phones, or a single phone. */
export interface RingUnit {
  readonly userId?: DocumentId
  /** The person is rung, not one phone of theirs: phones they are logged in at and their Office Anywhere numbers ring too. */
  readonly isPerson?: boolean
  readonly devices: readonly Device[]
  readonly delayMs: number
  readonly timeoutMs: number
  readonly weight: number
  readonly outUntilMs?: number
}

/**
 * Members as units, groups taken apart, in order. Left out: disabled people and phones, phones without follow-me (M84), cell phones
 * and land lines without a number, and the caller's own phones unless `canCallSelf` (A0). A unit named twice is kept once. People without
 * phones of their own stay: they may be logged in at somebody else's (M88c).
 */
export function unitsOf(
  call: CallContext,
  members: readonly RingMember[],
  options: { readonly canCallSelf: boolean },
): RingUnit[] {
  const seen = new Set<string>()
  return members.flatMap((member) => {
    const group = call.design.find('group', member.id)
    const single: readonly RingMember[] = group
      ? group.members.map(({ id, weight }) => ({ ...member, id, weight }))
      : [member]
    return single.flatMap((each) => {
      const key = `${each.id} ${each.delayMs} ${each.timeoutMs} ${each.outUntilMs ?? 0}`
      if (seen.has(key)) return []
      seen.add(key)
      const unit = unitOf(call, each)
      if (!unit || (unit.isPerson && !options.canCallSelf && unit.userId === callingUserId(call))) return []
      const devices = unit.devices.filter((device) => isRingable(call, device, options.canCallSelf))
      return unit.isPerson || devices.length > 0 ? [{ ...unit, devices }] : []
    })
  })
}

function unitOf(call: CallContext, { id, delayMs, timeoutMs, weight, outUntilMs }: RingMember): RingUnit | undefined {
  const times = { delayMs, timeoutMs, weight, ...(outUntilMs === undefined ? {} : { outUntilMs }) }
  const user = call.design.find('user', id)
  if (user?.enabled) return { ...times, userId: id, isPerson: true, devices: devicesOf(call, id) }
  const device = call.design.find('device', id)
  if (!device) return undefined
  return { ...times, ...(device.ownerId ? { userId: device.ownerId } : {}), devices: [device] }
}

const byOwner = new WeakMap<DesignSnapshot, ReadonlyMap<DocumentId, readonly Device[]>>()

/** Snapshots are immutable, so their phones are sorted by owner once. */
function devicesOf({ design }: CallContext, userId: DocumentId): readonly Device[] {
  const index = byOwner.get(design) ?? Map.groupBy(ownedDevices(design), ({ ownerId }) => ownerId ?? '')
  byOwner.set(design, index)
  return index.get(userId) ?? []
}

const ownedDevices = (design: DesignSnapshot) => design.list('device').filter(({ ownerId }) => ownerId !== null)

/** Whose phone the call comes from, by ownership. */
function callingUserId({ caller, design }: CallContext): DocumentId | undefined {
  const { origin } = caller
  if (origin.kind !== 'device') return undefined
  return origin.userId ?? design.find('device', origin.deviceId)?.ownerId ?? undefined
}

export function isRingable(call: CallContext, device: Device, canCallSelf: boolean): boolean {
  if (!device.enabled || !device.followMe) return false
  if (isOutside(device) && device.outsideNumber.trim() === '') return false
  const { origin } = call.caller
  if (canCallSelf || origin.kind !== 'device') return true
  const callingUser = callingUserId(call)
  return device.id !== origin.deviceId && (!callingUser || device.ownerId !== callingUser)
}

/** Cell phones and land lines have no registration: they ring a number outside (M80, M81). */
export const isOutside = (device: Device) => device.type === 'cell-phone' || device.type === 'landline'
