import { toldHow } from '../../../callflow/numbering/emergency-notice.ts'
import { helpFor } from '../../../callflow/numbering/way-out.ts'
import type { DialLeg, OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import { toE164 } from '../../../callflow/numbering/e164.ts'
import { countryOf } from '../../../callflow/numbering/country.ts'
import type { Call } from '../call.ts'

/** People are told of a call for help: on the screen, and by mail. Never waits, and nothing of it stands in the way of the call. */
export function tellOfEmergency(
  call: Call,
  { number, callerName, callerNumber, address, emails }: OperationOf<'tell-of-emergency'>,
): ResultOf<'tell-of-emergency'> {
  const { design, world, who, callId } = call
  const told = toldHow(design, emails)
  const { origin } = who
  const from = origin.kind === 'device' ? origin : { deviceId: '', userId: undefined }
  const about = {
    callId,
    number,
    callerName,
    callerNumber: toE164(callerNumber, countryOf(design)) ?? callerNumber,
    address,
    deviceId: from.deviceId,
    userId: from.userId ?? '',
    mailed: told.outcome === 'mailed' ? [...emails] : [],
  }
  try {
    world.emergencies.add(about)
    if (told.outcome === 'mailed') {
      const phone = design.find('device', from.deviceId)?.name ?? ''
      const person = design.find('user', from.userId)?.name ?? who.name
      world.mail.emergency(emails, { ...about, phone, person, atMs: world.clock.wall() }, design)
    }
  } catch (error) {
    world.log.error({ callId, err: error }, 'people could not be told of a call for help')
  }
  return told
}

/** A phone sends its call on to emergency services (3xx). */
export function tellOfRedirected(call: Call, { target, callerName, callerNumber }: DialLeg): void {
  if (target.kind === 'device') return
  const help = helpFor(call.design, callerNumber)
  const operation = { kind: 'tell-of-emergency', number: target.number, callerName, callerNumber, ...help } as const
  const about = { atMs: call.elapsedMs(), nodeId: call.nodeId }
  call.observe({ ...about, kind: 'operation', operation })
  call.observe({ ...about, kind: 'result', operation: operation.kind, result: tellOfEmergency(call, operation) })
}
