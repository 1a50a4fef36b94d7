import type { SrtpKey, SrtpParameters, SrtpSuite } from '../media/media-engine.ts'
import { attributes, type SdpLine } from './read-attributes.ts'

/** One `a=crypto` (RFC 4568 §9.1) that we can use. */
export interface CryptoLine extends SrtpKey {
  /** 1-9 digits; the answer names the one it takes. */
  readonly tag: string
}

/** By preference: of an offer with both, the first it names is taken (RFC 4568 §5.1.2). */
const SUITES = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const satisfies SrtpSuite[]
const MAX_LINES = 16
/** One key of 30 bytes, with a lifetime if need be; no name for it (MKI), for packets would carry that. The window's size is the receiver's own business. */
const LINE =
  /^([0-9]{1,9}) +([A-Z0-9_]{1,40}) +inline:([A-Za-z0-9+/]{40})(?:\|(?:2\^)?[0-9]{1,10})?(?: +WSH=[0-9]{1,4})?$/

export function readCrypto(lines: readonly SdpLine[]): readonly CryptoLine[] {
  return attributes(lines, 'crypto', MAX_LINES).flatMap((value) => {
    const [, tag = '', suite = '', master = ''] = LINE.exec(value) ?? []
    return isSuite(suite) ? [{ tag, suite, master }] : []
  })
}

export function formatCrypto({ tag, suite, master }: CryptoLine): string {
  return `a=crypto:${tag} ${suite} inline:${master}`
}

/** Ours of one leg, for SDES. */
export interface OwnKeys {
  /** Audio is encrypted or there is none. */
  readonly isRequired: boolean
  /** 30 bytes each, base64. */
  readonly masters: Readonly<Record<SrtpSuite, string>>
}

interface Keyed {
  readonly crypto?: readonly CryptoLine[]
}

/** Both suites, the longer tag first. */
export function offeredKeys({ masters }: OwnKeys): readonly CryptoLine[] {
  return SUITES.map((suite, index) => ({ tag: String(index + 1), suite, master: masters[suite] }))
}

/** The first key of an offer, and ours of the same suite under its tag (RFC 4568 §5.1.2). Undefined for an offer of none. */
export function answeredKey(
  { crypto }: Keyed,
  { masters }: OwnKeys,
): { readonly line: readonly CryptoLine[]; readonly srtp: SrtpParameters } | undefined {
  const theirs = crypto?.[0]
  if (theirs === undefined) return undefined
  const { tag, suite, master } = theirs
  const send = { suite, master: masters[suite] }
  return { line: [{ tag, ...send }], srtp: { send, receive: { suite, master } } }
}

/** Undefined: the answer takes none of our keys. */
export function agreedKeys(ours: Keyed, theirs: Keyed): SrtpParameters | undefined {
  for (const { tag, suite, master } of theirs.crypto ?? []) {
    const own = ours.crypto?.find((line) => line.tag === tag && line.suite === suite)
    if (own !== undefined) return { send: { suite, master: own.master }, receive: { suite, master } }
  }
  return undefined
}

function isSuite(name: string): name is SrtpSuite {
  return SUITES.some((suite) => suite === name)
}
