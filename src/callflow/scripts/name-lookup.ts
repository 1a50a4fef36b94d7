import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { toE164 } from '../numbering/e164.ts'
import { nameInList } from '../numbering/name-in-list.ts'
import { branch, type Caller, type CallContext, perform, type Script } from '../run/script.ts'

/** Where a caller's name is looked for (M91). */
export interface NameLookup {
  /** As a list of our own has it; empty: it does not. */
  readonly listed: string
  /** Asked where the list knows nothing and the carrier said no name; empty: nobody is. */
  readonly url: string
}

/**
 * For calls from outside to a number that looks harder for a name. A list of our own counts more than what a carrier says; a web address is asked only
 * where nobody knows any. Undefined: nothing is looked up, as for callers who withhold their number.
 */
export function nameLookupFor(design: DesignSnapshot, caller: Caller, dialled: string): NameLookup | undefined {
  const { origin, number, name } = caller
  if (origin.kind !== 'trunk' || number === '') return undefined
  const country = countryOf(design)
  const owned = toE164(dialled, country) ?? dialled
  if (!design.list('phone-number').some((each) => each.number === owned && each.inboundNameLookup)) return undefined
  const list = design.find('number-list', design.account?.nameListId)
  const listed = list ? nameInList(list, number, country) : ''
  const isNameless = name.trim() === '' || toE164(name, country) === number || name === number
  const url = listed === '' && isNameless ? (design.account?.nameLookupUrl ?? '') : ''
  return listed === '' && url === '' ? undefined : { listed, url }
}

/** The name goes with the call from here on, as a step that sets the caller ID would have it. Nothing found: the call goes on as it came. */
export function* lookUpName(call: CallContext, { listed, url }: NameLookup): Script<'_'> {
  const found = yield* perform({ kind: 'look-up-name', number: call.caller.number, listed, url })
  if (found.outcome === 'found')
    yield* perform({ kind: 'edit-caller-id', edit: { kind: 'dynamic', name: found.name, number: '' } })
  return branch('_')
}
