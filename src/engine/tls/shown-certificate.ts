import type { Health } from '../control/contract.ts'
import { certificateFacts } from './certificate-facts.ts'
import type { TlsIdentity } from './tls-identity.ts'

/** The certificate as the control API shows it. */
export function shownCertificate({ facts, authority }: TlsIdentity): NonNullable<Health['certificate']> | null {
  if (facts === null) return null
  return {
    fingerprint: facts.fingerprint,
    names: [...facts.names],
    validToMs: facts.validToMs,
    authorityFingerprint: authority === null ? null : certificateFacts(authority).fingerprint,
  }
}
