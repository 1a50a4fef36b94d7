import { X509Certificate } from 'node:crypto'

/** What people are told of the certificate that phones see. */
export interface CertificateFacts {
  /** SHA-256 of the certificate, `AB:CD:...`, as phones and browsers show it. */
  readonly fingerprint: string
  /** Names and addresses that it stands for. */
  readonly names: readonly string[]
  readonly validFromMs: number
  readonly validToMs: number
}

/** How long before its end a certificate is a problem. */
export const EXPIRY_NOTICE_MS = 30 * 86_400_000

/** Of the first certificate in the PEM text, the one that is shown. Throws what `X509Certificate` throws. */
export function certificateFacts(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem)
  return {
    fingerprint: certificate.fingerprint256,
    names: namesOf(certificate.subjectAltName ?? ''),
    validFromMs: certificate.validFromDate.getTime(),
    validToMs: certificate.validToDate.getTime(),
  }
}

/** What is wrong with its time, or will be within 30 days; undefined: nothing. */
export function expiryProblem({ validFromMs, validToMs }: CertificateFacts, nowMs: number): string | undefined {
  if (nowMs < validFromMs) return `the certificate for TLS is valid from ${day(validFromMs)} only: phones refuse it`
  if (nowMs >= validToMs) return `the certificate for TLS ended on ${day(validToMs)}: phones refuse it`
  if (validToMs - nowMs < EXPIRY_NOTICE_MS) return `the certificate for TLS ends on ${day(validToMs)}`
  return undefined
}

/** `DNS:pbx.example, IP Address:192.0.2.1`, as Node writes it. */
function namesOf(subjectAltName: string): readonly string[] {
  return subjectAltName
    .split(', ')
    .map((each) => /^(?:DNS|IP Address):(.+)$/.exec(each)?.[1] ?? '')
    .filter((name) => name !== '')
}

function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
