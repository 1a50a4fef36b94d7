import type { Device, User } from '../../callflow/design/document.ts'
import { mayRing } from '../../callflow/numbering/closed-groups.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { isEmergency } from '../../callflow/numbering/emergency.ts'
import { isOutsideNumber, mayCall } from '../../callflow/numbering/number-class.ts'
import { wayOut } from '../../callflow/numbering/way-out.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import { doNotDisturbKey } from '../../callflow/run/state-keys.ts'
import { hasOutsideNumber } from '../services/devices.ts'
import type { SipResponse } from '../sip/message/message.ts'
import { param } from '../sip/message/params.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import type { Call } from './call.ts'
import { namedInHeader } from './telephone-uri.ts'

/** Contacts of one 3xx that are looked at. */
const MAX_CONTACTS = 5

/**
 * Whom a 300, 301 or 302 names, by preference (RFC 3261 §8.1.3.4, §20.10): user parts or numbers of its Contacts. Empty for contacts that cannot be
 * read, and for 305 and 380, which name a proxy and another service. Undefined: not a redirection.
 */
export function redirectedTo(response: SipResponse | undefined): readonly string[] | undefined {
  if (!response || response.status < 300 || response.status > 399) return undefined
  if (response.status > 302) return []
  const contacts = response.headers.getAll('Contact').slice(0, MAX_CONTACTS).flatMap(readContact)
  return [...new Set(contacts.toSorted((a, b) => b.preference - a.preference).map(({ number }) => number))]
}

function readContact(value: string): readonly { readonly number: string; readonly preference: number }[] {
  const named = namedInHeader(value)
  const number = named?.number ?? named?.user ?? ''
  const q = Number(named ? (param(named.params, 'q') ?? 1) : 1)
  return number === '' ? [] : [{ number, preference: q >= 0 && q <= 1 ? q : 0 }]
}

type RedirectedCall = Pick<Call, 'design' | 'who' | 'carried'> & {
  readonly world: { readonly runtimeState: Pick<RuntimeState, 'read'> }
}

/** Where a call goes on, or why it does not, as the end of "the phone sends the call on to ...". */
export type Redirection =
  | { readonly kind: 'on'; readonly legs: readonly DialLeg[] }
  | { readonly kind: 'refused'; readonly why: string }

const refused = (why: string): Redirection => ({ kind: 'refused', why })

/**
 * Where a phone sends a call on to: a colleague's phones, or an outside number that whoever owns the phone may call. The host that the phone names
 * does not count: a phone must not send calls to just any machine. Histories and bills see it as the owner's forwarding.
 */
export function redirectionOf(call: RedirectedCall, leg: DialLeg, number: string): Redirection {
  if (leg.target.kind !== 'device') return refused(`${number}, and only phones of our own may do that`)
  const { design } = call
  const { deviceId } = leg.target
  const userId = leg.userId ?? design.find('device', deviceId)?.ownerId ?? undefined
  const owner = userId === undefined ? {} : { userId }
  const passed = { ...leg, ...owner, forwardedBy: leg.forwardedBy ?? userId ?? deviceId }
  const sender: Caller = { name: '', number: '', origin: { kind: 'device', deviceId, ...owner } }
  const colleague = design.list('user').find(({ extension, enabled }) => enabled && extension === number)
  return colleague ? toColleague(call, passed, sender, colleague) : toOutside(call, passed, sender, number)
}

function toColleague(call: RedirectedCall, passed: DialLeg, sender: Caller, colleague: User): Redirection {
  const { design, who, world } = call
  const { extension: number, id: userId } = colleague
  const parties = who.origin.kind === 'device' ? [sender, who] : [sender]
  if (!parties.every((party) => mayRing(design, party, () => new Set([userId]))))
    return refused(`${number}, which closed groups forbid`)
  const isQuiet = (scope: 'user' | 'device', { id, doNotDisturb }: Pick<User | Device, 'id' | 'doNotDisturb'>) =>
    (world.runtimeState.read(doNotDisturbKey(scope, id)) ?? doNotDisturb) === true
  if (isQuiet('user', colleague)) return refused(`${number}, who is not to be disturbed`)
  const calling = who.origin.kind === 'device' ? who.origin.deviceId : undefined
  const legs = design
    .list('device')
    .filter(({ enabled, followMe, ownerId }) => enabled && followMe && ownerId === userId)
    .filter((device) => device.id !== calling && !isQuiet('device', device))
    .flatMap((device) => legsTo(call, device, { ...passed, userId }))
  return legs.length > 0 ? { kind: 'on', legs } : refused(`${number}, who has no phone that may ring`)
}

function toOutside(call: RedirectedCall, passed: DialLeg, sender: Caller, number: string): Redirection {
  const { design } = call
  const isForHelp = isEmergency(number, countryOf(design))
  if (!isForHelp && !isOutsideNumber(number)) return refused(`${number}, which is no colleague and no number outside`)
  if (!mayCall(design, sender, number)) return refused(`${number}, which its owner may not call`)
  const legs = outside(call, passed, number)
  return legs.length > 0 ? { kind: 'on', legs } : refused(`${number}, and no trunk leads out`)
}

/** A colleague's cell phone or land line asks for a key where it is set so: nobody wants its mailbox to take the call (M80). */
function legsTo(call: RedirectedCall, device: Device, leg: DialLeg): readonly DialLeg[] {
  if (!hasOutsideNumber(device)) return [{ ...leg, target: { kind: 'device', deviceId: device.id } }]
  const { outsideNumber, requireKeypress } = device
  return outside(call, { ...leg, requireKeypress }, outsideNumber)
}

function outside({ design, who, carried }: RedirectedCall, leg: DialLeg, number: string): readonly DialLeg[] {
  const way = wayOut({ design, caller: who, edits: carried, number })
  const [trunkId, ...orTrunkIds] = way.trunkIds
  if (trunkId === undefined) return []
  return [{ ...leg, target: { kind: 'number', number: way.number, trunkId }, orTrunkIds, ...way.shown }]
}
