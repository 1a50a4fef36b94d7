import type { PhoneDialog, Shown } from '../services/presence/lamp.ts'
import type { Call } from './call.ts'
import { IncomingLeg } from './incoming-leg.ts'
import type { Leg } from './leg.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import { ResumedLeg } from './resumed-leg.ts'
import { whoIs } from './transfer/who-is.ts'

/** What phones of ours do in a call, as lamps show it. A leg that has gone on to another call is that one's. */
export function phoneDialogsOf(call: Call): readonly PhoneDialog[] {
  const found = new Map<string, PhoneDialog>()
  for (const leg of call.legs()) {
    if (leg.isGone || leg.call !== call) continue
    const dialog = dialogOf(call, leg)
    const other = dialog && found.get(dialog.id)
    // Of a phone that rings at several places, the one that has answered.
    if (dialog && other?.state !== 'confirmed') found.set(dialog.id, dialog)
  }
  return [...found.values()]
}

function dialogOf(call: Call, leg: Leg): PhoneDialog | undefined {
  const at = phoneOf(leg)
  if (!at) return undefined
  const isCalled = leg instanceof OutgoingLeg
  return {
    ...at,
    id: `${call.callId}-${isCalled ? at.deviceId : 'caller'}`,
    direction: isCalled ? 'recipient' : 'initiator',
    state: leg.isAnswered ? 'confirmed' : isCalled || call.isRinging ? 'early' : 'trying',
    ...(leg.isHeldByFarEnd ? { isHeld: true } : {}),
    ...(leg.names ? { names: leg.names } : {}),
    ...remoteOf(call, leg),
  }
}

function phoneOf(leg: Leg): Pick<PhoneDialog, 'deviceId' | 'userId'> | undefined {
  const deviceId = deviceOf(leg)
  if (!deviceId) return undefined
  return { deviceId, ...(leg.userId === undefined ? {} : { userId: leg.userId }) }
}

function deviceOf(leg: Leg): string | undefined {
  if (leg instanceof IncomingLeg || leg instanceof ResumedLeg)
    return leg.who.origin.kind === 'device' ? leg.who.origin.deviceId : undefined
  if (!(leg instanceof OutgoingLeg)) return undefined
  return leg.dialled.target.kind === 'device' ? leg.dialled.target.deviceId : undefined
}

/** Whom the phone hears: who calls as long as it rings, whoever is there once it is answered, else what it dialled. */
function remoteOf(call: Call, leg: Leg): { readonly remote?: Shown } {
  if (leg instanceof OutgoingLeg && !leg.isAnswered) {
    const { callerName, callerNumber } = leg.dialled
    return callerNumber === '' ? {} : { remote: { name: callerName, number: callerNumber } }
  }
  const other = call.otherThan(leg)
  if (!other) return leg === call.caller ? { remote: { name: '', number: call.subject.dialled } } : {}
  const { name, number, isWithheld } = other === call.caller ? call.who : whoIs(call, other)
  return isWithheld ? {} : { remote: { name, number } }
}
