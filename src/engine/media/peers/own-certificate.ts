import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'

/** A certificate that nobody has to believe: its fingerprint is told by signalling (RFC 8122). */
export interface OwnCertificate {
  readonly cert: string
  readonly key: string
  /** SHA-256, upper case, by colons. */
  readonly fingerprint: string
}

/** ECDSA over P-256, as browsers make theirs (RFC 8827 §6.5); says nothing about us. */
export async function makeCertificate(): Promise<OwnCertificate> {
  const name = [{ name: 'commonName', value: 'media' }]
  const made = await generate(name, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' })
  return { cert: made.cert, key: made.private, fingerprint: new X509Certificate(made.cert).fingerprint256 }
}
