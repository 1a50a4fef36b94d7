import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Files } from '../state/files.ts'
import { certificateFacts } from './certificate-facts.ts'
import { makePinnedCertificate } from './make-certificate.ts'
import { keep, kept } from './own-certificate.ts'

/** What apps on other machines are shown. */
export interface ControlIdentity {
  readonly context: SecureContext
  /** SHA-256, `AB:CD:...`. */
  readonly fingerprint: string
}

export const CONTROL_CERTIFICATE = 'control'

/**
 * The certificate of the control API, `control.pem` and `control-key.pem` in the folder: made once and kept, dates or no dates, for apps know the engine by
 * its fingerprint. One that is damaged gives way to a new one, which is said: apps refuse that until they are paired again.
 */
export async function controlIdentity(options: {
  readonly folder: string
  readonly files: Files
  readonly names: readonly string[]
  /** By the wall. */
  readonly nowMs: () => number
  readonly onProblem: (message: string) => void
}): Promise<ControlIdentity> {
  const { folder, files, names, nowMs, onProblem } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // At the beginning of time nothing is near its end.
  const { certificate, key } =
    (await kept(folder, CONTROL_CERTIFICATE, 0, onProblem)) ??
    (await keep(folder, CONTROL_CERTIFICATE, files, await makePinnedCertificate(names, nowMs())))
  return {
    context: createSecureContext({ minVersion: 'TLSv1.3', cert: certificate, key }),
    fingerprint: certificateFacts(certificate).fingerprint,
  }
}

/** Where its certificate is, seen from the data folder. */
export const controlCertificatePath = (dataDir: string): string => join(dataDir, 'tls', `${CONTROL_CERTIFICATE}.pem`)
