import { countryOf } from '../../callflow/numbering/country.ts'
import { presentedCallerId } from '../../callflow/numbering/caller-id.ts'
import { toE164 } from '../../callflow/numbering/e164.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { Call } from './call.ts'
import { userPart } from './leg-identity.ts'

type Header = readonly [name: string, value: string]

export interface DivertedTo {
  /** Of the URIs that we write: the carrier's, or our realm. */
  readonly host: string
  /** The user part that the leg goes to. */
  readonly number: string
  readonly isOutside: boolean
}

/**
 * What a leg is told of the way the call came, and where somebody's forwarding or phone has sent it on, of that: Diversion (RFC 5806), the latest first, which carriers
 * bill and screen by, and the two last entries of History-Info (RFC 7044).
 */
export function wayOn(call: Call, leg: DialLeg, to: DivertedTo): readonly Header[] {
  const { wayHere } = call.caller
  const by = leg.forwardedBy
  const number = by === undefined || by === '' ? '' : whoSentOn(call, by, to.isOutside)
  if (number === '') return wayHere
  const uri = `sip:${userPart(number)}@${to.host}`
  const { diversion, cause } = reasonOf(call, leg)
  const index = nextIndex(wayHere)
  return [
    ['Diversion', `<${uri}>;reason=${diversion}`],
    ...wayHere,
    ['History-Info', `<${uri}>;index=${index}`],
    ['History-Info', `<sip:${userPart(to.number)}@${to.host};cause=${cause}>;index=${index}.1`],
  ]
}

/** Outside an extension says nothing: the number of ours that was called from there, else that of whoever sends on. */
function whoSentOn({ design, subject, who }: Call, by: string, isOutside: boolean): string {
  const user = design.find('user', by) ?? design.find('user', design.find('device', by)?.ownerId)
  if (!isOutside) return user?.extension || (design.find('device', by)?.sipUsername ?? '')
  if (who.origin.kind === 'trunk') return toE164(subject.dialled, countryOf(design)) ?? subject.dialled
  const forwardedBy = user ? { userId: user.id } : { deviceId: by }
  return presentedCallerId({ design, caller: who, reason: 'external', forwardedBy }).number
}

/** RFC 5806 §4 and RFC 4458 §2, by what is known: how the dial before failed, or that a phone that was not there is stood in for. */
function reasonOf(call: Call, { whenUnregistered }: DialLeg): { readonly diversion: string; readonly cause: number } {
  if (whenUnregistered) return { diversion: 'unavailable', cause: 503 }
  const before = call.lastDialFailure?.cause
  if (before === 'busy') return { diversion: 'user-busy', cause: 486 }
  if (before === 'no-answer') return { diversion: 'no-answer', cause: 408 }
  if (before === 'rejected') return { diversion: 'deflection', cause: 480 }
  return { diversion: 'unconditional', cause: 302 }
}

/** One more than the last that the call came with, on the same level (RFC 7044 §10.3). */
function nextIndex(wayHere: readonly Header[]): string {
  const last = wayHere.findLast(([name]) => name === 'History-Info')?.[1]
  const index = /;\s*index\s*=\s*([0-9.]{1,40})/i.exec(last ?? '')?.[1]
  return index === undefined ? '1' : `${index}.1`
}
