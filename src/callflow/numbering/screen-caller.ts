import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { normalisedNumber } from './caller-match.ts'

/** A caller from outside who is turned away before any flow, and by which list. */
export interface RefusedCaller {
  readonly sipStatus: 603 | 433
  readonly sipReason: string
  readonly blacklistId: DocumentId
}

interface Screen {
  readonly numbers: ReadonlyMap<string, DocumentId>
  readonly anonymousBy: DocumentId | undefined
}

const screens = new WeakMap<DesignSnapshot, Screen>()

/**
 * Blacklists (M12): only those the account lists as active count. A caller whose normalised number stands in one gets 603, one without a number 433
 * when a list says so. Our own phones are not screened. Undefined: the call may come in.
 */
export function screenCaller(design: DesignSnapshot, caller: Caller): RefusedCaller | undefined {
  if (caller.origin.kind !== 'trunk') return undefined
  const { numbers, anonymousBy } = screenOf(design)
  const number = normalisedNumber(caller.number, countryOf(design))
  const blacklistId = numbers.get(number)
  if (blacklistId !== undefined) return { sipStatus: 603, sipReason: 'Decline', blacklistId }
  if (anonymousBy === undefined || /[0-9]/.test(number)) return undefined
  return { sipStatus: 433, sipReason: 'Anonymity Disallowed', blacklistId: anonymousBy }
}

/** Lists may hold a hundred thousand numbers: they are normalised once a snapshot. */
function screenOf(design: DesignSnapshot): Screen {
  const known = screens.get(design)
  if (known) return known
  const active = (design.account?.activeBlacklistIds ?? []).flatMap((id) => design.find('blacklist', id) ?? [])
  const numbers = new Map<string, DocumentId>()
  for (const { id, numbers: listed } of active) {
    for (const number of listed) numbers.set(normalisedNumber(number, countryOf(design)), id)
  }
  const screen = { numbers, anonymousBy: active.find(({ blockAnonymous }) => blockAnonymous)?.id }
  screens.set(design, screen)
  return screen
}
