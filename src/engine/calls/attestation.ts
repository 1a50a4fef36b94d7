import type { Attestation } from '../../callflow/run/script.ts'
import type { SipHeaders } from '../sip/message/message.ts'

/**
 * How far the carrier where the call began vouches for the caller's number (RFC 8588 §4), as our own carrier says it after its check: A for the number itself, B for
 * its customer, C for where the call came in. A check that failed counts for nothing. Nothing is checked here: whoever sends the call is a carrier of ours, and
 * their word is what there is. In the order in which carriers use them: P-Attestation-Indicator and `verstat` (3GPP TS 24.229 §7.2A.20), X-headers of some.
 */
export function attestationIn(headers: SipHeaders): Attestation | undefined {
  const asserted = headers.get('P-Asserted-Identity')
  const verstat = VERSTAT.exec(asserted ?? '') ?? VERSTAT.exec(headers.get('From') ?? '')
  const checked = verstat?.[1]?.toLowerCase()
  if (checked !== undefined && !checked.startsWith('tn-validation-passed')) return undefined
  for (const name of INDICATORS) {
    const letter = /^\s*"?([ABC])\b/i.exec(headers.get(name) ?? '')?.[1]?.toUpperCase()
    if (letter === 'A' || letter === 'B' || letter === 'C') return letter
  }
  // "-Passed-A" and the like is how some carriers write both at once.
  const suffix = /-passed-([abc])$/.exec(checked ?? '')?.[1]?.toUpperCase()
  return suffix === 'A' || suffix === 'B' || suffix === 'C' ? suffix : undefined
}

const VERSTAT = /;\s*verstat=([A-Za-z-]{1,40})/i
const INDICATORS = ['P-Attestation-Indicator', 'X-Attestation', 'X-Attestation-Level']

/** A signed statement about the caller: as long as a certificate’s address and a signature make it (RFC 8225). */
const MAX_IDENTITY_CHARS = 2_048
const MAX_IDENTITIES = 2

/** RFC 8224 §4: what the call came with is passed on as it is. It is for carriers; for a phone it is as long as a whole INVITE. */
export function identityHeaders(headers: SipHeaders): readonly (readonly [name: string, value: string])[] {
  const values = headers.getAll('Identity').filter((value) => value.length <= MAX_IDENTITY_CHARS)
  return values.slice(0, MAX_IDENTITIES).map((value) => ['Identity', value] as const)
}
