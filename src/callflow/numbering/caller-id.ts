import type { Account, Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { CallerIdPrefixes } from '../run/call-state.ts'
import type { Caller } from '../run/script.ts'
import { toE164 } from './e164.ts'

export type CallerIdReason = 'internal' | 'external' | 'emergency'

export interface CallerIdentity {
  readonly name: string
  readonly number: string
}

export interface Endpoint {
  readonly deviceId?: DocumentId | undefined
  readonly userId?: DocumentId | null | undefined
}

/**
 * The caller ID an endpoint shows (M23): device, user, site, account, the first that is not empty, per field. In `user-first` accounts the
 * user comes before the device. For emergencies the device always wins. Internal calls fall back to the user's name and extension.
 */
export function effectiveCallerId(design: DesignSnapshot, endpoint: Endpoint, reason: CallerIdReason): CallerIdentity {
  const device = design.find('device', endpoint.deviceId)
  const user = design.find('user', endpoint.userId ?? device?.ownerId)
  const { account } = design
  const sources = precedence({ device, user, account, reason })
    .concat(design.find('site', user?.siteId) ?? [], account ?? [])
    .map((source) => source.callerIds[reason])
  const first = (field: 'name' | 'number') => sources.map((pair) => pair[field]).find((value) => value !== '') ?? ''
  const identity = { name: first('name'), number: first('number') }
  return reason === 'internal' ? withPersonal(identity, user, device) : identity
}

/**
 * What a called phone is shown (M24, M24b): the endpoint's caller ID for this kind of call (a caller from outside keeps their own), its
 * number in international form on the way out, then the prefixes before the original values. `forwardedBy` is the phone passing the call on
 * when it does not keep the caller's ID (M88b).
 */
export function presentedCallerId(about: {
  readonly design: DesignSnapshot
  readonly caller: Caller
  readonly prefixes: CallerIdPrefixes
  readonly reason: CallerIdReason
  readonly forwardedBy?: Endpoint
}): CallerIdentity {
  const { design, caller, prefixes, reason, forwardedBy } = about
  const original = forwardedBy ? effectiveCallerId(design, forwardedBy, reason) : ownCallerId(design, caller, reason)
  const number = reason === 'internal' ? original.number : formatted(original.number, design.account)
  return { name: prefixes.name + original.name, number: prefixes.number + number }
}

function ownCallerId(design: DesignSnapshot, caller: Caller, reason: CallerIdReason): CallerIdentity {
  const { name, number, origin } = caller
  if (origin.kind === 'trunk') return { name, number }
  const own = effectiveCallerId(design, origin, reason)
  return { name: own.name || name, number: own.number || number }
}

function precedence(about: {
  readonly device: Device | undefined
  readonly user: User | undefined
  readonly account: Account | undefined
  readonly reason: CallerIdReason
}): { readonly callerIds: Account['callerIds'] }[] {
  const userFirst = about.account?.callerIdMode === 'user-first' && about.reason !== 'emergency'
  const order = userFirst ? [about.user, about.device] : [about.device, about.user]
  return order.filter((source) => source !== undefined)
}

function withPersonal(identity: CallerIdentity, user: User | undefined, device: Device | undefined): CallerIdentity {
  const personal = user ? `${user.firstName} ${user.lastName}`.trim() || user.name : (device?.name ?? '')
  return { name: identity.name || personal, number: identity.number || (user?.extension ?? '') }
}

const formatted = (number: string, account: Account | undefined) => toE164(number, account?.country ?? 'US') ?? number
