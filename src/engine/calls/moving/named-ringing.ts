import { mayPickUp } from '../../../callflow/scripts/may-pick-up.ts'
import type { NamedRinging } from '../../../callflow/scripts/pick-up-named.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import type { Leg } from '../leg.ts'
import { OutgoingLeg } from '../outgoing-leg.ts'
import { isSamePerson, whoIs } from '../transfer/who-is.ts'

/**
 * What an INVITE with Replaces asks for that names a phone which still rings (RFC 3891 §3): a pick-up, which a phone of the house may where the design
 * has a step that picks up there, and its owner's other phones may always. Undefined: it does not ring.
 */
export function namedRinging(leg: Leg, by: Caller): NamedRinging | 'not-allowed' | undefined {
  const { call } = leg
  if (!call || !(leg instanceof OutgoingLeg) || leg.state !== 'ringing') return undefined
  const { target } = leg.dialled
  const device = target.kind === 'device' ? call.design.find('device', target.deviceId) : undefined
  if (!device || by.origin.kind !== 'device') return 'not-allowed'
  const may = mayPickUp(call.design, device) || isSamePerson(whoIs(call, leg), by)
  return may ? { callId: call.callId, deviceId: device.id } : 'not-allowed'
}
