import type { DocumentId } from '../design/kind.ts'
import type { CallContext } from '../run/script.ts'
import { unitsOf } from './ring-members.ts'

/** The phones of a person, a phone or a group; without one, of whoever has the extension dialled behind the code. */
export function phonesAt(call: CallContext, targetId: DocumentId | null): readonly DocumentId[] {
  const dialled = call.captures[0] ?? ''
  const id = targetId ?? call.design.list('user').find(({ extension }) => extension !== '' && extension === dialled)?.id
  if (id === undefined) return []
  const units = unitsOf(call, [{ id, delayMs: 0, timeoutMs: 0, weight: 1 }], { canCallSelf: true })
  return units.flatMap((unit) => unit.devices.map((device) => device.id))
}
