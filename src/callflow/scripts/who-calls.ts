import type { DocumentId } from '../design/kind.ts'
import type { Operation, OperationResult } from '../run/operation.ts'
import { type CallContext, perform } from '../run/script.ts'
import { hotDeskUsersKey, idsIn } from '../run/state-keys.ts'

/** Whose phone the call comes from. Both are absent for callers from outside. */
export interface Calling {
  readonly deviceId?: DocumentId
  /** Whoever is logged in at the phone, else its owner. Absent when several people share it: nobody can tell who speaks (M88c). */
  readonly userId?: DocumentId
}

export function* whoCalls(call: CallContext): Generator<Operation, Calling, OperationResult> {
  const { origin } = call.caller
  if (origin.kind !== 'device') return {}
  const { deviceId } = origin
  if (call.identity) return { userId: call.identity.userId, ...(deviceId === '' ? {} : { deviceId }) } // said for sure
  if (deviceId === '') return origin.userId === undefined ? {} : { userId: origin.userId } // at no phone of ours (M38)
  const { values } = yield* perform({ kind: 'read-state', keys: [hotDeskUsersKey(deviceId)] })
  const guests = idsIn(values[0])
  const owner = origin.userId ?? call.design.find('device', deviceId)?.ownerId ?? undefined
  const userId = guests.length > 0 ? (guests.length === 1 ? guests[0] : undefined) : owner
  return { deviceId, ...(userId === undefined ? {} : { userId }) }
}
