import { calleeAt } from '../../../callflow/numbering/callee.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import type { Call } from '../call.ts'
import { IncomingLeg } from '../incoming-leg.ts'
import type { Leg } from '../leg.ts'
import { OutgoingLeg } from '../outgoing-leg.ts'
import { ResumedLeg } from '../resumed-leg.ts'

/** Who is at the far end of a leg, as others are told of them. */
export function whoIs(call: Call, leg: Leg): Caller {
  if (leg instanceof IncomingLeg || leg instanceof ResumedLeg) return leg.who
  return leg instanceof OutgoingLeg
    ? calleeAt(call.design, leg.dialled, (key) => call.world.runtimeState.read(key))
    : nobody
}

const nobody: Caller = { name: '', number: '', origin: { kind: 'trunk' } }

/** Whether two people are one: at the same phone, or at two of theirs. */
export function isSamePerson({ origin: a }: Caller, { origin: b }: Caller): boolean {
  if (a.kind !== 'device' || b.kind !== 'device') return false
  return a.deviceId === b.deviceId || (a.userId !== undefined && a.userId === b.userId)
}
