import type { Attestation } from '../../callflow/run/script.ts'

/** RFC 8588 §4, as a sentence about the caller's number. */
export const attestationWords: Readonly<Record<Attestation, string>> = {
  A: 'The carrier vouches for the number (attestation A)',
  B: 'The carrier knows who called, not whether the number is theirs (attestation B)',
  C: 'The carrier knows only where the call came in (attestation C)',
}
