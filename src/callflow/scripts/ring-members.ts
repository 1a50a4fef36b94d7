import type { Device } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { designIndex } from '../design/design-index.ts'
import { oncePer } from '../design/once-per.ts'
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
): readonly RingUnit[] {
  const units = unitsIn(call.design)(members)
  if (options.canCallSelf || call.caller.origin.kind !== 'device') return units
  const own = ownPhones(call)
  const isTheirs = (unit: RingUnit) => (unit.isPerson && unit.userId === own.userId) || unit.devices.some(own.include)
  if (!units.some(isTheirs)) return units
  return units.flatMap((unit) => {
    if (!isTheirs(unit)) return [unit]
    const devices = unit.devices.filter((device) => !own.include(device))
    const isRung = unit.isPerson ? unit.userId !== own.userId : devices.length > 0
    return isRung ? [{ ...unit, devices }] : []
  })
}

/** Hardly anybody calls themselves, so nearly all calls get the same units: they are found once for a list of members and a design. */
const unitsIn = oncePer((design: DesignSnapshot) =>
  oncePer((members: readonly RingMember[]): readonly RingUnit[] => {
    const seen = new Set<string>()
    return members.flatMap((member) => {
      const group = design.find('group', member.id)
      const single: readonly RingMember[] = group
        ? group.members.map(({ id, weight }) => ({ ...member, id, weight }))
        : [member]
      return single.flatMap((each) => {
        const key = `${each.id} ${each.delayMs} ${each.timeoutMs} ${each.outUntilMs ?? 0}`
        if (seen.has(key)) return []
        seen.add(key)
        return unitOf(design, each) ?? []
      })
    })
  }),
)

function unitOf(design: DesignSnapshot, member: RingMember): RingUnit | undefined {
  const { id, delayMs, timeoutMs, weight, outUntilMs } = member
  const times = { delayMs, timeoutMs, weight, ...(outUntilMs === undefined ? {} : { outUntilMs }) }
  const user = design.find('user', id)
  if (user?.enabled) {
    return { ...times, userId: id, isPerson: true, devices: (devicesByOwner(design).get(id) ?? []).filter(isReachable) }
  }
  const device = design.find('device', id)
  if (!device || !isReachable(device)) return undefined
  return { ...times, ...(device.ownerId ? { userId: device.ownerId } : {}), devices: [device] }
}

const devicesByOwner = designIndex(function* (design) {
  const owned = new Map<DocumentId, Device[]>()
  for (const device of design.list('device')) {
    yield
    if (device.ownerId === null) continue
    const own = owned.get(device.ownerId)
    if (own) own.push(device)
    else owned.set(device.ownerId, [device])
  }
  return owned
})

/** Whose phone the call comes from, by ownership; that phone and their others. */
function ownPhones({ caller, design }: CallContext) {
  const { origin } = caller
  if (origin.kind !== 'device') return { userId: undefined, include: () => false }
  const { deviceId } = origin
  const userId = origin.userId ?? design.find('device', deviceId)?.ownerId ?? undefined
  const include = ({ id, ownerId }: Device) => id === deviceId || (userId !== undefined && ownerId === userId)
  return { userId, include }
}

/** Whether the phone rings for anybody. */
export function isReachable(device: Device): boolean {
  if (!device.enabled || !device.followMe) return false
  return !isOutside(device) || device.outsideNumber.trim() !== ''
}

/** Cell phones and land lines have no registration: they ring a number outside (M80, M81). */
export const isOutside = (device: Device) => device.type === 'cell-phone' || device.type === 'landline'
