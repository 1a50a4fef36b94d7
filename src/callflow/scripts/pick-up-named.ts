import type { DocumentId } from '../design/kind.ts'
import { end, perform, type Script, talk } from '../run/script.ts'

/** A call that rings at a phone, as a phone that watches it names it (RFC 3891, from a document of RFC 4235). */
export interface NamedRinging {
  readonly callId: string
  readonly deviceId: DocumentId
}

/** Takes that call, and no other that rings there too. */
export function* pickUpNamed({ callId, deviceId }: NamedRinging): Script<never> {
  const picked = yield* perform({ kind: 'pick-up', deviceIds: [deviceId], callId })
  if (picked.outcome !== 'picked-up')
    return { kind: 'end', reason: 'responded', sipStatus: 486, sipReason: 'Answered Meanwhile' }
  yield* talk()
  return end('talked')
}
