import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { presentedCallerId } from '../../callflow/numbering/caller-id.ts'
import { toE164 } from '../../callflow/numbering/e164.ts'
import { isOutsideNumber, mayCall } from '../../callflow/numbering/number-class.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import { doNotDisturbKey } from '../../callflow/run/state-keys.ts'
import { hasOutsideNumber } from '../services/devices.ts'
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
 * does not count: a phone must not send calls to just any machine. Histories and bills see it as the owner's forwarding. Empty: nowhere we go.
 */
export function redirectedLegs(call: LiveCall, leg: DialLeg, number: string): DialLeg[] {
  if (leg.target.kind !== 'device') return []
  const { design, world } = call
  const { deviceId } = leg.target
  const userId = leg.userId ?? design.find('device', deviceId)?.ownerId ?? undefined
  const owner = userId === undefined ? {} : { userId }
  const passed = { ...leg, ...owner, forwardedBy: leg.forwardedBy ?? userId ?? deviceId }
  const colleague = design.list('user').find(({ extension, enabled }) => enabled && extension === number)
  if (colleague) {
    const isQuiet = world.runtimeState.read(doNotDisturbKey('user', colleague.id)) ?? colleague.doNotDisturb
    const devices = design
      .list('device')
      .filter((each) => each.enabled && each.followMe && each.ownerId === colleague.id)
    return isQuiet === true ? [] : devices.map((device) => legTo(design, device, { ...passed, userId: colleague.id }))
  }
  const caller = { name: '', number: '', origin: { kind: 'device', deviceId, ...owner } } as const
  if (!isOutsideNumber(number) || !mayCall(design, caller, number)) return []
  const shown = presentedCallerId({ design, caller: call.subject.caller, edits: call.carried, reason: 'external' })
  return [{ ...passed, target: numbered(design, number), callerName: shown.name, callerNumber: shown.number }]
}

/** A colleague's cell phone or land line asks for a key where it is set so: nobody wants its mailbox to take the call (M80). */
function legTo(design: DesignSnapshot, device: Device, leg: DialLeg): DialLeg {
  if (!hasOutsideNumber(device)) return { ...leg, target: { kind: 'device', deviceId: device.id } }
  const { outsideNumber, requireKeypress } = device
  return { ...leg, target: numbered(design, outsideNumber), requireKeypress }
}

const numbered = (design: DesignSnapshot, number: string): DialLeg['target'] => ({
  kind: 'number',
  number: toE164(number, countryOf(design)) ?? number,
})
