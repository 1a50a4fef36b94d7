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
  const site = design.find('site', user?.siteId)
  const isUserFirst = account?.callerIdMode === 'user-first' && reason !== 'emergency'
  const sources = isUserFirst ? [user, device, site, account] : [device, user, site, account]
  const identity = { name: firstOf(sources, reason, 'name'), number: firstOf(sources, reason, 'number') }
  return reason === 'internal' ? withPersonal(identity, user, device) : identity
}

/** The first value that is not empty. */
function firstOf(
  sources: readonly (Pick<Account, 'callerIds'> | undefined)[],
  reason: CallerIdReason,
  field: keyof CallerIdentity,
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
  { stage: 'privacy', apply: (before, { edits }) => hiddenBy(edits?.privacy ?? 'none', before) },
]

const nothing: CallerIdentity = { name: '', number: '' }

function originalCallerId({ design, caller, edits, reason, forwardedBy }: PresentedAbout): CallerIdentity {
  const original = forwardedBy ? effectiveCallerId(design, forwardedBy, reason) : ownCallerId(design, caller, reason)
  const dynamic = reason === 'emergency' ? undefined : edits?.dynamic
  return { name: dynamic?.name || original.name, number: dynamic?.number || original.number }
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

/** What is left of a name and number when a step asked for privacy. */
export function hiddenBy(privacy: CallerIdEdits['privacy'], identity: CallerIdentity): CallerIdentity {
  if (privacy === 'none') return identity
  const { name, number } = identity
  const hides = (part: 'name' | 'number') => privacy === part || privacy === 'full'
  return { name: hides('name') ? 'Anonymous' : name, number: hides('number') ? '' : number }
}

function ownCallerId(design: DesignSnapshot, caller: Caller, reason: CallerIdReason): CallerIdentity {
  const { name, number, origin } = caller
  if (origin.kind === 'trunk') return { name, number }
  const own = effectiveCallerId(design, origin, reason)
  const outside = reason === 'emergency' ? effectiveCallerId(design, origin, 'external') : undefined
  return { name: own.name || outside?.name || name, number: own.number || outside?.number || number }
}

function withPersonal(identity: CallerIdentity, user: User | undefined, device: Device | undefined): CallerIdentity {
  const personal = user ? `${user.firstName} ${user.lastName}`.trim() || user.name : (device?.name ?? '')
  return { name: identity.name || personal, number: identity.number || (user?.extension ?? '') }
}

const formatted = (number: string, design: DesignSnapshot) => toE164(number, countryOf(design)) ?? number
