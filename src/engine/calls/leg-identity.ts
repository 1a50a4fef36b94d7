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

/** A carrier is told who calls in any case, and with `Privacy: id` that nobody else may be (RFC 3325 §9.1, §9.3). */
export function identityForTrunk(
  { callerName, callerNumber, assertedNumber = callerNumber }: Shown,
  host: string,
): LegIdentity {
  const uriOf = (number: string) => `sip:${userPart(number)}@${host}`
  const isHidden = callerNumber === ''
  const headers: [string, string][] =
    assertedNumber === '' ? [] : [['P-Asserted-Identity', `<${uriOf(assertedNumber)}>`]]
  if (isHidden && assertedNumber !== '') headers.push(['Privacy', 'id'])
  return { from: named(callerName, isHidden ? anonymousUri : uriOf(callerNumber)), headers }
}

const named = (displayName: string, uri: string): Route['from'] => (displayName === '' ? { uri } : { uri, displayName })

/** Numbers go as they are; anything a SIP user part may not hold is left out, an empty one is `anonymous`. */
export function userPart(number: string): string {
  return number.replaceAll(/[^A-Za-z0-9+*#._-]/g, '').replaceAll('#', '%23') || 'anonymous'
}
