import type { Trunk } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { mayEnter } from './closed-groups.ts'
import { closedWords } from './closed-words.ts'
import { countryOf } from './country.ts'
import { writingsOf } from './writings.ts'
import { toE164 } from './e164.ts'
import { type CallForHelp, callForHelp, isOwnEmergency } from './emergency.ts'
import {
  listedInternal,
  listedNumber,
  type LookupCaller,
  lookupInternal,
  lookupNumber,
  type NumberMatch,
} from './lookup.ts'
import { isOutsideNumber, whyNotCall } from './number-class.ts'
import { screenCaller } from './screen-caller.ts'
import { trunksFor } from './trunk-for.ts'

/** What becomes of a call that comes in, before any step. */
export type Admission =
  /** A callflow answers. `dialled` is the writing of the number that it lists. */
  | ({ readonly kind: 'flow'; readonly dialled: string } & NumberMatch)
  /** Straight out on a trunk, without any callflow. */
  | { readonly kind: 'outside'; readonly dialled: string; readonly isForHelp: boolean }
  /** Its caller may not: they hear so (A0 "call restriction"). */
  | {
      readonly kind: 'denied'
      readonly dialled: string
      readonly why: 'closed-groups' | 'restricted'
      /** Which rule it is, for the administrator. */
      readonly message: string
    }
  /** Turned away with a SIP status. `message` is for the administrator. */
  | {
      readonly kind: 'refused'
      readonly dialled: string
      readonly sipStatus: 603 | 433 | 404
      readonly sipReason: string
      readonly message: string
    }

/**
 * Who answers a dialled number: the one decision that the engine, the rehearsal, the command line and the checks ask for (A0). `dialled` is what was
 * dialled, or everything a carrier's INVITE says was, likeliest first. A call for help goes out whatever the design says; then the callflow that
 * lists the number in any writing of it; then patterns, then the `no_match` callflow; then, for our own phones, a trunk.
 */
export function admit(design: DesignSnapshot, caller: Caller, dialled: string | readonly string[]): Admission {
  const all = typeof dialled === 'string' ? [dialled] : dialled
  return caller.origin.kind === 'trunk'
    ? (screened(design, caller, all[0] ?? '') ?? fromOutside(design, caller, all))
    : fromInside(design, caller, all[0] ?? '')
}

/** The same for a call into a given callflow, whatever number leads there: what a rehearsal of a drawing begins with. */
export function admitInto(design: DesignSnapshot, caller: Caller, callflowId: DocumentId, dialled: string): Admission {
  const refused = screened(design, caller, dialled)
  if (refused) return refused
  if (!mayEnter(design, caller, callflowId)) return closedTo(dialled)
  return { kind: 'flow', callflowId, captures: [], dialled, by: 'number' }
}

function fromInside(design: DesignSnapshot, caller: Caller, dialled: string): Admission {
  const help = callForHelp(dialled, countryOf(design))
  if (help && !isTaken(design, help, dialled)) return { kind: 'outside', dialled, isForHelp: help.kind === 'emergency' }
  const found = bestMatch(design, [dialled], true)
  if (found) {
    const isAllowed = mayEnter(design, caller, found.callflowId)
    return isAllowed ? { kind: 'flow', ...found } : closedTo(dialled)
  }
  if (!isOutsideNumber(dialled) && toE164(dialled, countryOf(design)) === undefined) return nobodyAnswers(dialled)
  const why = whyNotCall(design, caller, dialled)
  if (why !== undefined) return { kind: 'denied', dialled, why: 'restricted', message: why }
  if (trunksFor(design, {}).length === 0) return nobodyAnswers(dialled, ', and no trunk leads out')
  return { kind: 'outside', dialled, isForHelp: false }
}

function fromOutside(design: DesignSnapshot, { origin }: Caller, all: readonly string[]): Admission {
  const format = origin.kind === 'trunk' ? design.find('trunk', origin.trunkId)?.numberFormat : undefined
  const found = bestMatch(design, all, false, format)
  if (found) return { kind: 'flow', ...found }
  const dialled = all[0] ?? ''
  const isInside = all.some((each) => lineOf(design, each) !== undefined)
  return isInside
    ? { ...notFound, dialled, message: `callers from outside do not reach ${dialled}` }
    : nobodyAnswers(dialled)
}

function screened(design: DesignSnapshot, caller: Caller, dialled: string): Admission | undefined {
  const refused = screenCaller(design, caller)
  if (!refused) return undefined
  const { sipStatus, sipReason, blacklistId } = refused
  const name = design.find('blacklist', blacklistId)?.name ?? blacklistId
  return { kind: 'refused', dialled, sipStatus, sipReason, message: `the caller is on the blacklist "${name}"` }
}

/**
 * Whether a callflow that lists the number comes before a call for help: never for an emergency number of the country; for 112 where the country has
 * others, as the account says; for help lines always, because nobody lists one by accident.
 */
function isTaken(design: DesignSnapshot, { kind, number }: CallForHelp, dialled: string): boolean {
  const isOwn = isOwnEmergency(number, countryOf(design))
  if (kind === 'emergency' && (isOwn || design.account?.route112 === 'help')) return false
  return bestMatch(design, [dialled, number], true)?.by === 'number'
}

/** The line of ours that a number within a call leads to: hunting, operator keys, forwarding. Not `no_match`, and never a call for help. */
export function lineOf(
  design: DesignSnapshot,
  number: string,
  caller: LookupCaller = { isInternal: true },
): NumberMatch | undefined {
  const help = callForHelp(number, countryOf(design))
  if (help && !isTaken(design, help, number)) return undefined
  const listed = (writing: string) => listedInternal(design, writing)
  return bestOf(writingsIn(design, [number]), listed, (writing) => lookupInternal(design, writing, caller))
}

function bestMatch(
  design: DesignSnapshot,
  dialled: readonly string[],
  isInternal: boolean,
  format?: Trunk['numberFormat'],
): Found | undefined {
  const listed = (writing: string) => listedNumber(design, writing, { isInternal })
  return bestOf(writingsIn(design, dialled, format), listed, (writing) => lookupNumber(design, writing, { isInternal }))
}

type Found = NumberMatch & { readonly dialled: string }

/** Likeliest first, without repeats. */
function writingsIn(design: DesignSnapshot, dialled: readonly string[], format?: Trunk['numberFormat']): string[] {
  const country = countryOf(design)
  const all = dialled.flatMap((each) => writingsOf(each, country, format))
  return [...new Set(all)].filter((writing) => writing !== '')
}

type LookUp = (writing: string) => NumberMatch | undefined

/** Any writing that a callflow lists, then any that a pattern matches, then `no_match`: within each the likeliest writing first. */
function bestOf(writings: readonly string[], listed: LookUp, lookUp: LookUp): Found | undefined {
  for (const dialled of writings) {
    const match = listed(dialled)
    if (match) return { ...match, dialled }
  }
  let best: Found | undefined
  for (const dialled of writings) {
    const match = lookUp(dialled)
    if (match?.by === 'pattern') return { ...match, dialled }
    if (match && !best) best = { ...match, dialled }
  }
  return best
}

/** Whoever dials it shares no group with whoever answers there. */
export const closedTo = (dialled: string): Admission => ({
  kind: 'denied',
  dialled,
  why: 'closed-groups',
  message: closedWords(dialled),
})

const notFound = { kind: 'refused', sipStatus: 404, sipReason: 'Not Found' } as const

const nobodyAnswers = (dialled: string, but = ''): Admission => ({
  ...notFound,
  dialled,
  message: `no callflow answers ${dialled}${but}`,
})
