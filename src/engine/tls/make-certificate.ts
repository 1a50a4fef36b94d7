import { isIP } from 'node:net'
import type { generate } from 'selfsigned'

/** PEM texts. */
export interface CertificateAndKey {
  readonly certificate: string
  readonly key: string
}

const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
/** Browsers and phones of Apple take none that is longer. */
const SERVER_DAYS = 397
/** A phone whose clock is behind takes it too. */
const EARLIER_MS = DAY_MS

const isUsable = (name: string) => isIP(name) !== 0 || /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(name)

/** A certificate authority that signs for this engine alone; P-256. Phones are given its certificate. */
export async function makeAuthority(nowMs: number): Promise<CertificateAndKey> {
  // A name of its own: two authorities with one name are mistaken for each other by phones that have both.
  const name = `Callwright ${new Date(nowMs).toISOString().slice(0, 10)} ${Math.trunc(nowMs % DAY_MS)}`
  return make(name, nowMs, AUTHORITY_DAYS, {
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
}

/** What phones are shown, for these names and addresses; the text holds the authority's certificate too. Names that cannot stand in one are left out. */
export async function makeServerCertificate(
  names: readonly string[],
  authority: CertificateAndKey,
  nowMs: number,
): Promise<CertificateAndKey> {
  const made = await make('Callwright engine', nowMs, SERVER_DAYS, {
    ca: { key: authority.key, cert: authority.certificate },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames: altNamesOf(names) },
    ],
  })
  return { ...made, certificate: `${made.certificate.trim()}\n${authority.certificate}` }
}

/**
 * What apps are shown at the control API: signed by itself, for they know it by its fingerprint, whatever it is called and whenever it is. So it is made
 * once; another one would be a stranger.
 */
export async function makePinnedCertificate(names: readonly string[], nowMs: number): Promise<CertificateAndKey> {
  return make('Callwright control', nowMs, AUTHORITY_DAYS, {
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: altNamesOf(names) },
    ],
  })
}

function altNamesOf(names: readonly string[]) {
  return names
    .filter(isUsable)
    .map((name) => (isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const)))
}

type Options = NonNullable<Parameters<typeof generate>[1]>

async function make(commonName: string, nowMs: number, days: number, options: Options): Promise<CertificateAndKey> {
  // Takes a good part of a second to load, and is needed once.
  const selfsigned = await import('selfsigned')
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - EARLIER_MS),
    notAfterDate: new Date(nowMs + days * DAY_MS),
    ...options,
  })
  return { certificate: `${cert.trim()}\n`, key }
}
