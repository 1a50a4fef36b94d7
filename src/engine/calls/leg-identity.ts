import type { Trunk } from '../../callflow/design/document.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { Route } from './outgoing-leg.ts'

type Shown = Pick<DialLeg, 'callerName' | 'callerNumber' | 'assertedNumber'>
type LegIdentity = Pick<Route, 'from'> & { readonly headers: NonNullable<Route['headers']> }

/** From of somebody who is not shown, RFC 3323 §4.1.1.3. */
const anonymousUri = 'sip:anonymous@anonymous.invalid'

/** What a phone of ours is told of who calls: what is shown, and nothing else. */
export function identityForPhone({ callerName, callerNumber }: Shown, realm: string): LegIdentity {
  return {
    from: named(callerName, callerNumber === '' ? anonymousUri : `sip:${userPart(callerNumber)}@${realm}`),
    headers: [],
  }
}

/** How a carrier wants to be told. */
export interface TrunkManner {
  readonly host: string
  readonly header: Trunk['callerHeader']
  readonly written: (number: string) => string
}

/**
 * A carrier is told who calls in any case, and with `Privacy: id` that nobody else may be (RFC 3325 §9.1, §9.3). One that believes From alone is told
 * nothing beside it: who is hidden stays so, and who pays is known by the trunk.
 */
export function identityForTrunk(
  { callerName, callerNumber, assertedNumber = callerNumber }: Shown,
  { host, header, written }: TrunkManner,
): LegIdentity {
  const uriOf = (number: string) => `sip:${userPart(written(number))}@${host}`
  const isHidden = callerNumber === ''
  const from = named(callerName, isHidden ? anonymousUri : uriOf(callerNumber))
  const hidden = [['Privacy', 'id']] as const
  if (header === 'from') return { from, headers: isHidden && assertedNumber !== '' ? hidden : [] }
  if (assertedNumber === '') return { from, headers: [] }
  const identity = `<${uriOf(assertedNumber)}>`
  if (header === 'remote-party-id') {
    const params = `;party=calling;privacy=${isHidden ? 'full' : 'off'};screen=yes`
    return { from, headers: [['Remote-Party-ID', identity + params], ...(isHidden ? hidden : [])] }
  }
  return { from, headers: [[headerNames[header], identity], ...(isHidden ? hidden : [])] }
}

const headerNames = {
  'p-asserted-identity': 'P-Asserted-Identity',
  'p-preferred-identity': 'P-Preferred-Identity',
} as const

const named = (displayName: string, uri: string): Route['from'] => (displayName === '' ? { uri } : { uri, displayName })

/** Numbers go as they are; anything a SIP user part may not hold is left out, an empty one is `anonymous`. */
export function userPart(number: string): string {
  return number.replaceAll(/[^A-Za-z0-9+*#._-]/g, '').replaceAll('#', '%23') || 'anonymous'
}
