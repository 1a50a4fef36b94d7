import { callerAtDevice } from '../../../callflow/numbering/caller-at-device.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import { hasOutsideNumber } from '../../services/devices.ts'
import type { Call } from '../call.ts'
import { IncomingLeg } from '../incoming-leg.ts'
import type { Leg } from '../leg.ts'
import { OutgoingLeg } from '../outgoing-leg.ts'

/** Who is at the far end of a leg, as others are told of them. */
export function whoIs(call: Call, leg: Leg): Caller {
  if (leg === call.caller) return call.who
  if (leg instanceof IncomingLeg) return leg.who
  return leg instanceof OutgoingLeg ? whoWasDialled(call, leg) : nobody
}

function whoWasDialled({ design, world }: Call, { dialled: { target, userId } }: OutgoingLeg): Caller {
  const device = target.kind === 'device' ? design.find('device', target.deviceId) : undefined
  if (device && !hasOutsideNumber(device)) return callerAtDevice(design, device, (key) => world.runtimeState.read(key))
  const number = target.kind === 'number' ? target.number : (device?.outsideNumber ?? '')
  const name = design.find('user', userId)?.name ?? ''
  return { name, number, origin: { kind: 'trunk', ...(target.kind === 'number' ? { trunkId: target.trunkId } : {}) } }
}

const nobody: Caller = { name: '', number: '', origin: { kind: 'trunk' } }

/** Whether two people are one: at the same phone, or at two of theirs. */
export function isSamePerson({ origin: a }: Caller, { origin: b }: Caller): boolean {
  if (a.kind !== 'device' || b.kind !== 'device') return false
  return a.deviceId === b.deviceId || (a.userId !== undefined && a.userId === b.userId)
}
