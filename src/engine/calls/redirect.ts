import { presentedCallerId } from '../../callflow/numbering/caller-id.ts'
import { isOutsideNumber, mayCall } from '../../callflow/numbering/number-class.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import { doNotDisturbKey } from '../../callflow/run/state-keys.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { parseUri } from '../sip/message/uri.ts'
import type { LiveCall } from './live-call.ts'

/** Whom a 3xx names first, RFC 3261 §8.1.3.4: the user part or number of its Contact. Undefined for other responses and unreadable ones. */
export function redirectedTo(response: SipResponse | undefined): string | undefined {
  if (!response || response.status < 300 || response.status > 399) return undefined
  const contact = response.headers.getAll('Contact')[0]
  if (contact === undefined) return undefined
  try {
    const uri = parseUri(parseNameAddr(contact, 'Contact').uri)
    const user = uri.scheme === 'tel' ? uri.number : (uri.user ?? '')
    return user === '' ? undefined : user.slice(0, 64)
  } catch {
    return undefined
  }
}

/**
 * Where a phone sends a call on to: a colleague's phones, or an outside number that whoever owns the phone may call. The host that the phone names
 * does not count: a phone must not send calls to just any machine. Empty: nowhere we go.
 */
export function redirectedLegs(call: LiveCall, leg: DialLeg, number: string): DialLeg[] {
  if (leg.target.kind !== 'device') return []
  const { design, world } = call
  const colleague = design.list('user').find(({ extension, enabled }) => enabled && extension === number)
  if (colleague) {
    const isQuiet = world.runtimeState.read(doNotDisturbKey('user', colleague.id)) ?? colleague.doNotDisturb
    const devices = design.list('device').filter(({ ownerId, followMe }) => ownerId === colleague.id && followMe)
    return isQuiet === true ? [] : devices.map(({ id }) => ({ ...leg, target: { kind: 'device', deviceId: id } }))
  }
  const { deviceId } = leg.target
  const userId = leg.userId ?? design.find('device', deviceId)?.ownerId ?? undefined
  const origin = { kind: 'device', deviceId, ...(userId === undefined ? {} : { userId }) } as const
  if (!isOutsideNumber(number) || !mayCall(design, { name: '', number: '', origin }, number)) return []
  const { caller } = call.subject
  const shown = presentedCallerId({ design, caller, edits: call.carried, reason: 'external' })
  return [{ ...leg, target: { kind: 'number', number }, callerName: shown.name, callerNumber: shown.number }]
}
