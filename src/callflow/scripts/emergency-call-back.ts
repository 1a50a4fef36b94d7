import type { DocumentId } from '../design/kind.ts'
import type { DialLeg } from '../run/operation.ts'
import { branch, type CallContext, end, perform, type Script, talk } from '../run/script.ts'
import { ringOnce } from './ring-endpoints.ts'
import { isOutside } from './ring-members.ts'

/** Whoever called for help, at which phone of ours. */
export interface CalledForHelp {
  readonly deviceId: DocumentId
  readonly userId?: DocumentId | undefined
}

/** So long after a call for help, calls to the number it showed ring whoever made it. */
export const CALL_BACK_MS = 30 * 60_000
const RING_MS = 30_000

/**
 * Somebody calls the number that a call for help has shown: emergency services that were cut off. The phone it was made from rings, and all others of
 * that person, whatever was set about being disturbed, forwarding and limits. Nobody answers: the call goes on as it would have.
 */
export function* ringWhoCalledForHelp(call: CallContext, callers: readonly CalledForHelp[]): Script<'_'> {
  const legs = legsTo(call, callers)
  if (legs.length === 0) return branch('_')
  const message = 'This number was shown by a call for help less than 30 minutes ago: whoever made it is rung first'
  yield* perform({ kind: 'note', message })
  const rung = yield* ringOnce({ legs, timeoutMs: RING_MS, callerHears: 'ringback' })
  if (rung.outcome !== 'answered') return branch('_')
  yield* talk()
  return end('talked')
}

function legsTo({ design, caller }: CallContext, callers: readonly CalledForHelp[]): readonly DialLeg[] {
  const isTheirs = (id: DocumentId, ownerId: DocumentId | null) =>
    callers.some(({ deviceId, userId }) => deviceId === id || (userId !== undefined && userId === ownerId))
  const owner = (id: DocumentId) => callers.find(({ deviceId }) => deviceId === id)?.userId
  return design
    .list('device')
    .filter((device) => device.enabled && !isOutside(device) && isTheirs(device.id, device.ownerId))
    .map((device): DialLeg => {
      const userId = owner(device.id) ?? device.ownerId
      return {
        target: { kind: 'device', deviceId: device.id },
        ...(userId ? { userId } : {}),
        delayMs: 0,
        timeoutMs: RING_MS,
        requireKeypress: false,
        callerName: caller.name,
        callerNumber: caller.number,
        isUrgent: true,
      }
    })
}
