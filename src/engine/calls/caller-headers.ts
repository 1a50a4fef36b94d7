import { saysWithheld } from '../../callflow/numbering/withheld.ts'
import { splitList } from '../sip/message/headers.ts'
import type { SipHeaders } from '../sip/message/message.ts'
import { param } from '../sip/message/params.ts'
import { type NamedInHeader, namedInHeader } from './telephone-uri.ts'

/** Who an INVITE says is calling. Only what a trusted network says of itself counts for more than From (RFC 3325 §8). */
export interface CallerInHeaders {
  readonly name: string
  /** A telephone number where there is one, else whatever the user part says. */
  readonly number: string
  /** They asked not to be shown, in whatever way. */
  readonly isWithheld: boolean
  /** What From itself says, which is all that a phone of ours is known by. */
  readonly from: { readonly user: string; readonly host: string }
}

/**
 * P-Asserted-Identity before Remote-Party-ID before From; a name left out there is the one in From. The caller is withheld when a Privacy header
 * (RFC 3323 §4.2, RFC 3325 §9.3) or Remote-Party-ID says so, or From is the anonymous one, unless `Privacy: none` stands against it.
 */
export function callerInHeaders(headers: SipHeaders): CallerInHeaders {
  const from = namedInHeader(headers.get('From'))
  const asserted = assertedIn(headers)
  const remote = asserted ? undefined : remoteParty(headers)
  const best = asserted ?? remote ?? from
  const wishes = privacyIn(headers)
  const hides = ['id', 'user', 'header'].some((wish) => wishes.has(wish))
  const isAnonymous =
    from !== undefined && (from.host === 'anonymous.invalid' || (from.user !== '' && saysWithheld(from.user)))
  return {
    name: best?.name || (from?.name ?? ''),
    number: best?.number ?? best?.user ?? '',
    isWithheld: hides || (!wishes.has('none') && (isAnonymous || hidesRemote(remote))),
    from: { user: from?.user ?? '', host: from?.host ?? '' },
  }
}

/** There may be two, `sip` and `tel`, in either order: the first with a telephone number, else the first that can be read. */
function assertedIn(headers: SipHeaders): NamedInHeader | undefined {
  const all = headers
    .getAll('P-Asserted-Identity')
    .slice(0, 10)
    .flatMap((value) => namedInHeader(value) ?? [])
  return all.find(({ number }) => number !== undefined) ?? all[0]
}

/** What came before P-Asserted-Identity (draft-ietf-sip-privacy-04): the one about who calls, not about whom they called. */
function remoteParty(headers: SipHeaders): NamedInHeader | undefined {
  return headers
    .getAll('Remote-Party-ID')
    .flatMap(splitList)
    .slice(0, 10)
    .flatMap((value) => namedInHeader(value) ?? [])
    .find(({ params }) => (param(params, 'party') ?? 'calling').toLowerCase() === 'calling')
}

const hidesRemote = (remote: NamedInHeader | undefined) =>
  remote !== undefined && /^(?:full|uri)/i.test(param(remote.params, 'privacy') ?? '')

/** Every value of every Privacy header, in lower case. */
function privacyIn(headers: SipHeaders): ReadonlySet<string> {
  const values = headers.getAll('Privacy').slice(0, 20)
  return new Set(values.flatMap((value) => value.split(/[;,\s]+/)).map((value) => value.toLowerCase()))
}

/** Values of one kind of header that are passed on, and the longest of them. */
const MAX_PASSED_ON = 10
const MAX_PASSED_ON_CHARS = 256

/**
 * What a call brings along about its way here: who sent it on (Diversion, RFC 5806; History-Info, RFC 7044), as the next leg is told it. The latest
 * ones, should there be many. A history that is private stays here (RFC 7044 §10.1).
 */
export function wayHere(headers: SipHeaders): readonly (readonly [name: string, value: string])[] {
  const wishes = privacyIn(headers)
  const isPrivate = ['history', 'header', 'session'].some((wish) => wishes.has(wish))
  const short = (name: string) => headers.getAll(name).filter((value) => value.length <= MAX_PASSED_ON_CHARS)
  const diversions = short('Diversion').slice(0, MAX_PASSED_ON) // the latest comes first
  const history = isPrivate ? [] : short('History-Info').slice(-MAX_PASSED_ON)
  return [
    ...diversions.map((value) => ['Diversion', value] as const),
    ...history.map((value) => ['History-Info', value] as const),
  ]
}
