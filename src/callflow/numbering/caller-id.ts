import type { Account, Device, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { CallerIdEdits } from '../run/call-state.ts'
import type { Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { toE164 } from './e164.ts'

export type CallerIdReason = 'internal' | 'external' | 'emergency'

export interface CallerIdentity {
  readonly name: string
  readonly number: string
  /** The number behind one that is hidden, for carriers: they may know it and must not show it (RFC 3325 §7). */
  readonly asserted?: string
}

/** A caller ID as a leg of a dial carries it. */
export const legCallerId = ({ name, number, asserted }: CallerIdentity) => ({
  callerName: name,
  callerNumber: number,
  ...(asserted === undefined ? {} : { assertedNumber: asserted }),
})

export interface Endpoint {
  readonly deviceId?: DocumentId | undefined
  readonly userId?: DocumentId | null | undefined
}

/**
 * The caller ID an endpoint shows (M23): device, user, site, account, the first that is not empty, per field. In `user-first` accounts the
 * user comes before the device. For emergencies the device always wins. Internal calls fall back to the user's name and extension. Somebody logged in
 * at a phone that is not theirs shows their own (M88c); emergency services see where the phone stands: its own and its owner's.
 */
export function effectiveCallerId(design: DesignSnapshot, endpoint: Endpoint, reason: CallerIdReason): CallerIdentity {
  const device = design.find('device', endpoint.deviceId)
  const owner = design.find('user', device?.ownerId)
  const user = design.find('user', endpoint.userId) ?? owner
  const isGuest = user !== owner && reason !== 'emergency'
  const person = reason === 'emergency' ? (owner ?? user) : user
  const { account } = design
  const site = design.find('site', person?.siteId)
  const isUserFirst = account?.callerIdMode === 'user-first' && reason !== 'emergency'
  const own = isGuest ? [person] : isUserFirst ? [person, device] : [device, person]
  const sources = [...own, site, account]
  const identity = { name: firstOf(sources, reason, 'name'), number: firstOf(sources, reason, 'number') }
  return reason === 'internal' ? withPersonal(identity, user, device) : identity
}

/** The first value that is not empty. */
function firstOf(
  sources: readonly (Pick<Account, 'callerIds'> | undefined)[],
  reason: CallerIdReason,
  field: 'name' | 'number',
): string {
  for (const source of sources) {
    const value = source?.callerIds[reason][field]
    if (value) return value
  }
  return ''
}

export interface PresentedAbout {
  readonly design: DesignSnapshot
  readonly caller: Caller
  /** What steps have done to the caller ID; a call's own state has them all. */
  readonly edits?: Partial<CallerIdEdits>
  readonly reason: CallerIdReason
  /** The phone passing the call on when it does not keep the caller's ID (M88b). */
  readonly forwardedBy?: Endpoint
}

/** The pipeline of M24b. `privacy` comes last: hiding the caller must not make an outbound number invalid. */
export type CallerIdStage = 'own' | 'format' | 'prefix' | 'rewrite' | 'validity' | 'privacy'

export interface StagedCallerId extends CallerIdentity {
  readonly stage: CallerIdStage
}

/**
 * The caller ID after each stage (M24b): dynamic, else the endpoint's for this kind of call (a caller from outside keeps their own); its number in
 * international form on the way out; the prefixes before these original values; a rewrite in place of all of it; outside, and only in accounts
 * that ask for it, a number the account owns; hidden when a step asked for privacy. Emergency calls are formatted and nothing else.
 */
export function callerIdStages(about: PresentedAbout): readonly StagedCallerId[] {
  let identity = originalCallerId(about)
  const stages: StagedCallerId[] = [{ stage: 'own', ...identity }]
  for (const { stage, apply } of stagesFor(about.reason)) {
    identity = apply(identity, about)
    stages.push({ stage, ...identity })
  }
  return stages
}

/** What a called phone is shown: the last stage of `callerIdStages` (M24, M24b). */
export function presentedCallerId(about: PresentedAbout): CallerIdentity {
  let identity = originalCallerId(about)
  for (const { apply } of stagesFor(about.reason)) identity = apply(identity, about)
  return identity
}

interface Stage {
  readonly stage: Exclude<CallerIdStage, 'own'>
  readonly apply: (before: CallerIdentity, about: PresentedAbout) => CallerIdentity
}

const stagesFor = (reason: CallerIdReason) => (reason === 'emergency' ? emergencyStages : allStages)

const format: Stage = {
  stage: 'format',
  apply: (before, { design, reason }) =>
    reason === 'internal' ? before : { name: before.name, number: formatted(before.number, design) },
}

const emergencyStages: readonly Stage[] = [format]

const allStages: readonly Stage[] = [
  format,
  {
    stage: 'prefix',
    apply: ({ name, number }, { edits: { prefixes = nothing } = {} }) => ({
      name: prefixes.name + name,
      number: prefixes.number + number,
    }),
  },
  {
    stage: 'rewrite',
    apply: ({ name, number }, { edits: { rewrite = nothing } = {} }) => ({
      name: rewrite.name || name,
      number: rewrite.number || number,
    }),
  },
  {
    stage: 'validity',
    apply: (before, { design, reason }) =>
      reason === 'external' ? { name: before.name, number: validNumber(design, before.number) } : before,
  },
  { stage: 'privacy', apply: hidden },
]

const nothing: CallerIdentity = { name: '', number: '' }

function originalCallerId({ design, caller, edits, reason, forwardedBy }: PresentedAbout): CallerIdentity {
  if (reason === 'emergency') return emergencyCallerId(design, caller)
  const original = forwardedBy ? endpointCallerId(design, forwardedBy, reason) : ownCallerId(design, caller, reason)
  const { dynamic } = edits ?? {}
  return { name: dynamic?.name || original.name, number: dynamic?.number || original.number }
}

/** Whoever passes the call on does not count: help comes to where the caller is, for one from outside to the company's address. */
function emergencyCallerId(design: DesignSnapshot, { name, origin }: Caller): CallerIdentity {
  const endpoint: Endpoint = origin.kind === 'trunk' ? {} : origin
  const own = effectiveCallerId(design, endpoint, 'emergency')
  const outside = endpointCallerId(design, endpoint, 'external')
  return { name: own.name || outside.name || name, number: own.number || outside.number }
}

function endpointCallerId(design: DesignSnapshot, endpoint: Endpoint, reason: CallerIdReason): CallerIdentity {
  const { name, number } = effectiveCallerId(design, endpoint, reason)
  return { name, number: reason === 'external' ? number || numberThatLeaves(design, endpoint) : number }
}

/**
 * What leaves where nobody set an external number: the account's default one, else the first number of the person's site, else the first the account
 * owns, else none. Never an extension, which means nothing outside.
 */
function numberThatLeaves(design: DesignSnapshot, { deviceId, userId }: Endpoint): string {
  const user = design.find('user', userId) ?? design.find('user', design.find('device', deviceId)?.ownerId)
  const owned = design.list('phone-number')
  const ofSite = user?.siteId ? owned.find(({ siteId }) => siteId === user.siteId) : undefined
  return design.account?.defaultCallerNumber || (ofSite ?? owned[0])?.number || ''
}

/** `ensureValidCallerId`: a number the account does not own gives way to the account's external one, its default one, then to any it owns (M24b). */
function validNumber(design: DesignSnapshot, number: string): string {
  const { account } = design
  if (!account?.ensureValidCallerId) return number
  const owned = design.list('phone-number').map((each) => each.number as string)
  const candidates = [number, account.callerIds.external.number, account.defaultCallerNumber].map((each) =>
    formatted(each, design),
  )
  return candidates.find((each) => owned.includes(each)) ?? owned[0] ?? candidates.find((each) => each !== '') ?? ''
}

/** Hidden because a step or the phone itself asked for it. Inside the house nobody has to know more than is shown. */
function hidden(before: CallerIdentity, { edits, caller, reason, forwardedBy }: PresentedAbout): CallerIdentity {
  const isOwn = forwardedBy === undefined
  const { name, number } = hiddenBy(edits?.privacy ?? 'none', { ...before, ...(isOwn ? wishOf(caller) : {}) })
  if (reason === 'internal' || number !== '') return { name, number }
  const asserted = before.number || (isOwn ? caller.asserted : undefined)
  return asserted ? { name, number, asserted } : { name, number }
}

/** Callers from outside who withhold their number come without it: what steps put in its place may be seen. */
const wishOf = ({ isWithheld, origin }: Caller) => (isWithheld && origin.kind === 'device' ? { isWithheld } : {})

/** What is left of a name and number when a step asked for privacy, or who calls did. */
export function hiddenBy(
  wanted: CallerIdEdits['privacy'],
  identity: CallerIdentity & Pick<Caller, 'isWithheld'>,
): CallerIdentity {
  const privacy = wanted === 'none' && identity.isWithheld ? 'full' : wanted
  if (privacy === 'none') return identity
  const { name, number } = identity
  const hides = (part: 'name' | 'number') => privacy === part || privacy === 'full'
  return { name: hides('name') ? 'Anonymous' : name, number: hides('number') ? '' : number }
}

function ownCallerId(design: DesignSnapshot, caller: Caller, reason: CallerIdReason): CallerIdentity {
  const { name, number, origin } = caller
  if (origin.kind === 'trunk') return { name, number }
  const own = endpointCallerId(design, origin, reason)
  return { name: own.name || name, number: reason === 'internal' ? own.number || number : own.number }
}

function withPersonal(identity: CallerIdentity, user: User | undefined, device: Device | undefined): CallerIdentity {
  const personal = user ? `${user.firstName} ${user.lastName}`.trim() || user.name : (device?.name ?? '')
  return { name: identity.name || personal, number: identity.number || (user?.extension ?? '') }
}

const formatted = (number: string, design: DesignSnapshot) => toE164(number, countryOf(design)) ?? number
