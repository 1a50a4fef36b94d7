import { isAddress, isIpv6 } from './addresses.ts'
import type { BrowserParameters } from '../media/media-engine.ts'
import { attribute, attributes, type SdpLine } from './read-attributes.ts'

/** Where and who the other end of browser media is: ICE (RFC 8839) and DTLS-SRTP (RFC 5763), of one section. */
export interface BrowserEnd {
  /** 4-256 characters. */
  readonly ufrag: string
  /** 22-256 characters. */
  readonly pwd: string
  /** SHA-256 of its certificate, upper case, by colons. */
  readonly fingerprint: string
  readonly setup: 'active' | 'passive' | 'actpass'
  /** As written, those that can be used: UDP, the one component, an address. Names (`.local`) are left out and never looked up. */
  readonly candidates: readonly string[]
}

/** Our role in an answer: beginning DTLS spares a round trip (RFC 5763 §5), unless the other side wants to, or it is settled. */
export function roleInAnswer(setup: BrowserEnd['setup'], settled: DtlsRole | undefined): DtlsRole {
  if (setup === 'actpass') return settled ?? 'active'
  return setup === 'active' ? 'passive' : 'active'
}

/** Another password, name or certificate: what there was between the two sides is over, and begins anew (RFC 8839 §4.4.1.1.1, RFC 8842 §5.5). */
export function isAnotherEnd(a: Identity, b: Identity): boolean {
  return a.ufrag !== b.ufrag || a.pwd !== b.pwd || a.fingerprint !== b.fingerprint
}

type DtlsRole = BrowserParameters['role']
type Identity = Pick<BrowserEnd, 'ufrag' | 'pwd' | 'fingerprint'>

const MAX_CANDIDATES = 16
/** Of lines looked at: a browser of many interfaces writes some thirty, each twice. */
const MAX_CANDIDATE_LINES = 128
const MAX_FINGERPRINTS = 8

const ICE_CHARS = '[A-Za-z0-9+/]'
const UFRAG = new RegExp(`^${ICE_CHARS}{4,256}$`)
const PWD = new RegExp(`^${ICE_CHARS}{22,256}$`)
const SHA_256 = /^sha-256 +((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i
const CANDIDATE =
  /^([A-Za-z0-9+/]{1,32}) 1 udp ([0-9]{1,10}) ([0-9A-Fa-f:.]{2,45}) ([0-9]{1,5}) typ (host|srflx|prflx|relay)(?: |$)/i

/** Undefined unless all of it is there; what stands in the session counts for its sections (RFC 8839 §4.4, RFC 8122 §5). */
export function readBrowserEnd(section: readonly SdpLine[], session: readonly SdpLine[]): BrowserEnd | undefined {
  const ufrag = first('ice-ufrag', section, session)
  if (ufrag === undefined || !UFRAG.test(ufrag)) return undefined // as with every phone: no more is looked for
  const pwd = first('ice-pwd', section, session)
  if (pwd === undefined || !PWD.test(pwd)) return undefined
  const fingerprint = fingerprintOf(section) ?? fingerprintOf(session)
  const setup = first('setup', section, session)?.toLowerCase()
  if (fingerprint === undefined || !isSetup(setup)) return undefined
  const candidates = attributes(section, 'candidate', MAX_CANDIDATE_LINES).flatMap(readCandidate)
  return { ufrag, pwd, fingerprint, setup, candidates: candidates.slice(0, MAX_CANDIDATES) }
}

/** What `a=` lines say of it (RFC 8839 §5, RFC 8842 §5). */
export function formatBrowserEnd({ ufrag, pwd, fingerprint, setup, candidates }: BrowserEnd): string[] {
  return [
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${setup}`,
    ...candidates.map((candidate) => `a=candidate:${candidate}`),
    'a=end-of-candidates',
  ]
}

/** The one there is of our own (RFC 8445 §5.1.2.1: preference 126 of its type, the highest of its address). */
export function hostCandidate(address: string, port: number): string {
  return `1 1 udp 2130706431 ${address} ${port} typ host`
}

function readCandidate(value: string): string[] {
  const match = CANDIDATE.exec(value)
  if (match === null) return []
  const [, foundation = '', priority = '', address = '', port = '', type = ''] = match
  const isUsable = isAddress(address) && Number(priority) < 2 ** 32 && Number(port) > 0 && Number(port) < 2 ** 16
  // What follows the type (related address, generation, network cost) is nothing to us.
  const related = type.toLowerCase() === 'host' ? '' : ` raddr ${isIpv6(address) ? '::' : '0.0.0.0'} rport 9`
  return isUsable ? [`${foundation} 1 udp ${priority} ${address} ${port} typ ${type.toLowerCase()}${related}`] : []
}

function fingerprintOf(lines: readonly SdpLine[]): string | undefined {
  for (const value of attributes(lines, 'fingerprint', MAX_FINGERPRINTS)) {
    const match = SHA_256.exec(value)
    if (match !== null) return match[1]?.toUpperCase()
  }
  return undefined
}

function first(name: string, section: readonly SdpLine[], session: readonly SdpLine[]): string | undefined {
  return attribute(section, name) ?? attribute(session, name)
}

function isSetup(value: string | undefined): value is BrowserEnd['setup'] {
  return value === 'active' || value === 'passive' || value === 'actpass'
}
