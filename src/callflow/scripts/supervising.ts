import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { SupervisionManner } from '../run/operation.ts'
import { type CallContext, end, perform, type Script } from '../run/script.ts'
import type { Calling } from './who-calls.ts'
import { clickLegs, type WhoClicks } from './click-to-call.ts'
import { ringOnce } from './ring-endpoints.ts'

/** Whose calls somebody may listen in on: those of these queues; absent: everybody's. */
export interface SupervisorRights {
  readonly queueIds?: readonly DocumentId[]
}

/** Administrators may listen in on every call, managers of queues on those that came by their queues, anybody else on none. */
export function supervisorRights(design: DesignSnapshot, userId: DocumentId | undefined): SupervisorRights | undefined {
  const user = design.find('user', userId)
  if (!user?.enabled) return undefined
  if (user.role === 'admin') return {}
  const queueIds = design.list('queue').flatMap(({ id, managerIds }) => (managerIds.includes(user.id) ? [id] : []))
  return queueIds.length > 0 ? { queueIds } : undefined
}

/** The same at a step that names who may: a phone, a person or a group with one of them in it (Kazoo's `approved_*`). */
export function approvedRights(
  design: DesignSnapshot,
  { deviceId, userId }: Calling,
  approvedIds: readonly DocumentId[],
): SupervisorRights | undefined {
  if (approvedIds.length === 0) return supervisorRights(design, userId)
  const named = new Set(
    approvedIds.flatMap((id) => [id, ...(design.find('group', id)?.members ?? []).map(({ id: member }) => member)]),
  )
  return [deviceId, userId].some((id) => id !== undefined && named.has(id)) ? {} : undefined
}

export interface ClickedSupervision {
  readonly who: WhoClicks
  readonly callId: string
  readonly manner: SupervisionManner
  readonly rights: SupervisorRights
}

/** Rings the phones of whoever wants to listen in; the one that answers hears the call. */
export function* superviseByClick(
  call: CallContext,
  { who, callId, manner, rights }: ClickedSupervision,
): Script<never> {
  const { legs, timeoutMs } = yield* clickLegs(call, who)
  const rung = yield* ringOnce({ legs, timeoutMs, callerHears: 'ringback', autoAnswer: who.autoAnswer })
  if (rung.outcome !== 'answered') return { kind: 'end', reason: 'responded', sipStatus: 480 }
  yield* perform({ kind: 'supervise', of: { kind: 'call', callId }, manner, ...rights })
  return end('supervised')
}
