import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Files } from '../state/files.ts'
import { certificateFacts, EXPIRY_NOTICE_MS } from './certificate-facts.ts'
import { type CertificateAndKey, makeAuthority, makeServerCertificate } from './make-certificate.ts'

export interface OwnCertificate extends CertificateAndKey {
  /** PEM: what phones are given. */
  readonly authority: string
}

export interface OwnCertificateOptions {
  /** Holds `ca.pem`, `ca-key.pem`, `server.pem` and `server-key.pem`, for their owner alone. */
  readonly folder: string
  readonly files: Files
  /** Beside those that the machine has. */
  readonly names: readonly string[]
  /** As `machineNames`. */
  readonly machine: () => readonly string[]
  /** By the wall. */
  readonly nowMs: () => number
  readonly onProblem: (message: string) => void
}

/**
 * The certificate that we made ourselves, made anew where it is missing, damaged, near its end, or does not stand for a name that it should. The authority
 * stays as long as it can be read: phones have it.
 */
export async function ownCertificate(options: OwnCertificateOptions): Promise<OwnCertificate> {
  const { folder, files, nowMs, onProblem } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const authority =
    (await kept(folder, 'ca', nowMs(), onProblem)) ?? (await keep(folder, 'ca', files, await makeAuthority(nowMs())))
  const names = [...new Set([...options.machine(), ...options.names])]
  const before = await kept(folder, 'server', nowMs(), onProblem)
  const isGood = before !== undefined && isSignedFor(before, authority, names)
  const server = isGood
    ? before
    : await keep(folder, 'server', files, await makeServerCertificate(names, authority, nowMs()))
  return { ...server, authority: authority.certificate }
}

/** What this machine may be called by. */
export function machineNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const reachable = addresses.map(({ address }) => address).filter((address) => !address.startsWith('fe80'))
  return ['localhost', '127.0.0.1', '::1', hostname(), ...reachable]
}

function isSignedFor(server: CertificateAndKey, authority: CertificateAndKey, names: readonly string[]): boolean {
  const standsFor = new Set(certificateFacts(server.certificate).names.map(plain))
  return server.certificate.includes(authority.certificate.trim()) && names.every((name) => standsFor.has(plain(name)))
}

/** IPv6 stands in certificates with all its zeros. */
function plain(name: string): string {
  return name.includes(':') && URL.canParse(`http://[${name}]`)
    ? new URL(`http://[${name}]`).hostname
    : name.toLowerCase()
}

export async function kept(
  folder: string,
  name: string,
  nowMs: number,
  onProblem: (message: string) => void,
): Promise<CertificateAndKey | undefined> {
  const { certificate: certificatePath, key: keyPath } = paths(folder, name)
  const [certificate, key] = await Promise.all([textOf(certificatePath), textOf(keyPath)])
  if (certificate === undefined || key === undefined) return undefined
  try {
    createSecureContext({ cert: certificate, key })
    return certificateFacts(certificate).validToMs - nowMs < EXPIRY_NOTICE_MS ? undefined : { certificate, key }
  } catch (error) {
    onProblem(`the certificate in ${certificatePath} is damaged (${messageOf(error)}): a new one was made`)
    return undefined
  }
}

export async function keep(
  folder: string,
  name: string,
  files: Files,
  made: CertificateAndKey,
): Promise<CertificateAndKey> {
  const path = paths(folder, name)
  await files.write(path.key, made.key)
  await files.write(path.certificate, made.certificate)
  return made
}

function paths(folder: string, name: string) {
  return { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) }
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
