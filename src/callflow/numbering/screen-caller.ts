import type { Blacklist } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { designIndex } from '../design/design-index.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { normalisedNumber, writingsOfCaller } from './caller-match.ts'
import { hasNoNumber } from './withheld.ts'

/** A caller from outside who is turned away before any flow, and by which list. */
export interface RefusedCaller {
  readonly sipStatus: 603 | 433
  readonly sipReason: string
  readonly blacklistId: DocumentId
}

interface Screen {
  readonly numbers: ReadonlyMap<string, DocumentId>
  readonly withheldBy: readonly Blacklist[]
}

/**
 * Blacklists (M12): only those the account lists as active count. A caller whose number, in any writing of it, stands in one gets 603, one without a
 * number 433 when a list says so; what counts as none is the list's choice. Our own phones are not screened. Undefined: the call may come in.
 */
export function screenCaller(design: DesignSnapshot, caller: Caller): RefusedCaller | undefined {
  if (caller.origin.kind !== 'trunk') return undefined
  const { numbers, withheldBy } = screenOf(design)
  for (const writing of writingsOfCaller(caller.number, countryOf(design))) {
    const blacklistId = numbers.get(writing)
    if (blacklistId !== undefined) return { sipStatus: 603, sipReason: 'Decline', blacklistId }
  }
  const refusing = withheldBy.find((list) => hasNoNumber(caller, list))
  return refusing && { sipStatus: 433, sipReason: 'Anonymity Disallowed', blacklistId: refusing.id }
}

/** Lists may hold a hundred thousand numbers: they are normalised once a snapshot. */
const screenOf = designIndex(function* (design): Generator<undefined, Screen> {
  const active = (design.account?.activeBlacklistIds ?? []).flatMap((id) => design.find('blacklist', id) ?? [])
  const numbers = new Map<string, DocumentId>()
  for (const { id, numbers: listed } of active) {
    for (const number of listed) {
      yield
      numbers.set(normalisedNumber(number, countryOf(design)), id)
    }
  }
  return { numbers, withheldBy: active.filter(({ blockAnonymous }) => blockAnonymous) }
})
