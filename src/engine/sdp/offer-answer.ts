import type {
  AudioCodec,
  BrowserParameters,
  OwnBrowserEnd,
  SrtpParameters,
  StreamParameters,
} from '../media/media-engine.ts'
import { isAddress, isHostName } from './addresses.ts'
import { asWeSay, audioCodecOf, eventFor, offeredFormats } from './audio-codecs.ts'
import { type BrowserEnd, hostCandidate, roleInAnswer } from './browser-media.ts'
import { parseSdp } from './parse-sdp.ts'
import { formatSdp } from './format-sdp.ts'
import { agreedKeys, answeredKey, offeredKeys, type OwnKeys } from './srtp-keys.ts'
import { type Codec, type Direction, type MediaLine, SdpError } from './session-description.ts'

/** Our side of one leg's audio. Keep it with the leg; each offer or answer gives the next. */
export interface LocalMedia {
  readonly address: string
  readonly port: number
  /** By preference. */
  readonly codecs: readonly AudioCodec[]
  /** What we want to do; the answer may allow less. */
  readonly direction: Direction
  /** 10-60; default 20. */
  readonly ptimeMs?: number
  /** Same for every description of a session (RFC 3264 §8); any number of digits. */
  readonly sessionId: string
  /** Of the next description: one more each time it changed. */
  readonly version: number
  /** Present for a leg whose audio goes to a browser: by ICE and DTLS-SRTP, and in no other way. */
  readonly browser?: OwnBrowserEnd & {
    /** Who begins DTLS, once that is settled: it stays for as long as the keys do (RFC 8842 §5.3). */
    readonly role?: BrowserParameters['role']
  }
  /** Whether keys are offered and taken as packets of their own (RFC 4733). Default true. */
  readonly hasEvents?: boolean
  /** Ours for SRTP; absent, none is offered or taken. */
  readonly keys?: OwnKeys
}

export interface Negotiated {
  /** What to send as the body. */
  readonly sdp: string
  readonly stream: StreamParameters
}

/** Of the one section in an offer of ours to a browser. */
const FIRST_MID = '0'
const DEFAULT_PTIME_MS = 20

/** One audio line with all our codecs and telephone-event (RFC 4733). */
export function makeOffer(local: LocalMedia): string {
  const line = withKeys(audioLine(local, formatsOf(local), local.direction), local.keys)
  if (local.browser === undefined) return formatSdp(local, [line])
  return formatSdp({ ...local, bundle: [FIRST_MID] }, [{ ...line, mid: FIRST_MID }])
}

function formatsOf({ codecs, hasEvents = true }: LocalMedia, line?: MediaLine, theirs?: MediaLine): readonly Codec[] {
  const formats = offeredFormats(codecs, line, theirs)
  return hasEvents ? formats : formats.filter((format) => audioCodecOf(format) !== undefined)
}

/**
 * Offer within a session (RFC 3264 §8): every section of `ours`, our last description, stays at its place, those that were rejected too. What payload types
 * stand for stays as well (§8.3.2), for us and in `theirs`, the last description of the other side, if there was one.
 */
export function makeReoffer(local: LocalMedia, ours: string, theirs?: string): string {
  const { media: lines, bundle } = parseSdp(ours)
  const at = audioIndex(lines, [isAudio])
  const line = lines[at]
  if (line === undefined) return makeOffer(local)
  const other = theirs === undefined ? undefined : parseSdp(theirs).media[at]
  const offered = withKeys(audioLine(local, formatsOf(local, line, other), local.direction), local.keys)
  return formatSdp(
    { ...local, bundle },
    lines.map((one, index) => (index === at ? { ...offered, ...kept(line) } : rejected(one))),
  )
}

/**
 * RFC 3264 §6: the first audio line we can do gets our best common codec, with the offer's payload types; every other line is
 * rejected at its place. Throws `SdpError`: `no-media` (488) without a common codec, port or address, else 400.
 */
export function makeAnswer(offer: string, local: LocalMedia): Negotiated {
  const { media, bundle } = parseSdp(offer)
  const isBrowsers = local.browser !== undefined
  const at = audioIndex(media, waysOf(local))
  const line = media[at]
  const codec = line && choose(local.codecs, line.codecs)
  if (line === undefined || codec === undefined)
    throw new SdpError('no-media', `no common audio codec: offered ${describe(media)}, ours ${local.codecs.join(', ')}`)
  if (!canBeSentTo(line)) throw new SdpError('no-media', `no audio can be sent to ${placeOf(line)}`)
  const event = local.hasEvents === false ? undefined : eventFor(line, codec.as)
  const browser = local.browser && connection(local.browser, line)
  const crypto = local.keys && answeredKey(line, local.keys)
  const direction = meet(mirror(line.direction), local.direction)
  const formats = event === undefined ? [codec.format] : [codec.format, event]
  const answered = audioLine(local, formats, direction, browser?.role)
  const taken = { ...answered, ...kept(line), ...(crypto && { crypto: crypto.line }) }
  const lines = media.map((other, index) => (index === at ? taken : rejected(other)))
  return {
    sdp: formatSdp({ ...local, bundle: isBrowsers ? bundle.filter((mid) => mid === line.mid) : [] }, lines),
    stream: streamOf(line, codec, {
      direction,
      event,
      ptimeMs: line.ptimeMs ?? DEFAULT_PTIME_MS,
      browser,
      srtp: crypto?.srtp,
    }),
  }
}

/**
 * What the other side made of our offer. Packets to it carry the payload types of its answer. Throws `SdpError`: `no-media`
 * when it refused the audio or answered none of our codecs.
 */
export function readAnswer(offer: string, answer: string): StreamParameters {
  const mine = parseSdp(offer).media
  const at = audioIndex(mine, [isAudio])
  const ours = mine[at]
  const theirs = parseSdp(answer).media[at]
  if (ours === undefined || theirs === undefined || theirs.kind !== 'audio' || theirs.port === 0)
    throw new SdpError('no-media', 'the answer refuses the audio')
  const codec = choose(new Set(theirs.codecs.flatMap((one) => audioCodecOf(one) ?? [])), theirs.codecs, ours.codecs)
  if (codec === undefined) throw new SdpError('no-media', `the answer has none of our codecs: ${describe([theirs])}`)
  if (!canBeSentTo(theirs)) throw new SdpError('no-media', `no audio can be sent to ${placeOf(theirs)}`)
  const srtp = agreedKeys(ours, theirs)
  // Beside RTP/AVP whoever has no keys goes on without.
  if (srtp === undefined && ours.crypto !== undefined && !isPlainAudio(ours))
    throw new SdpError('no-media', 'the answer has no key for encrypted audio')
  const event = eventFor(ours, codec.as) && eventFor(theirs, codec.as)
  const direction = meet(ours.direction, mirror(theirs.direction))
  return streamOf(theirs, codec, {
    direction,
    event,
    ptimeMs: theirs.ptimeMs ?? ours.ptimeMs ?? DEFAULT_PTIME_MS,
    browser: ours.browser && answeredConnection(ours.browser, theirs),
    srtp,
  })
}

/** Whether the audio of an offer can only be a browser's: there is none that phones make. */
export function isForBrowsers(offer: string): boolean {
  const { media } = parseSdp(offer)
  return audioIndex(media, [isPlainAudio, isKeyedAudio]) < 0 && audioIndex(media, [isBrowserAudio]) >= 0
}

/** Of the audio of an offer that only a browser can have made. */
export function offeredBrowserEnd(offer: string): BrowserEnd | undefined {
  const { media } = parseSdp(offer)
  return media[audioIndex(media, [isBrowserAudio])]?.browser
}

/** The audio codecs an SDP names that we know, in its order; none when its audio has no port or no address. */
export function offeredCodecs(sdp: string, keys?: OwnKeys): readonly AudioCodec[] {
  const { media } = parseSdp(sdp)
  const line = media[audioIndex(media, isForBrowsers(sdp) ? [isBrowserAudio] : waysOf({ ...(keys && { keys }) }))]
  if (line === undefined || !canBeSentTo(line)) return []
  return [...new Set(line.codecs.flatMap((codec) => audioCodecOf(codec) ?? []))]
}

/** The same line as seen from the other end. */
function mirror(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly'
  return direction === 'recvonly' ? 'sendonly' : direction
}

/** What both allow. */
function meet(a: Direction, b: Direction): Direction {
  const canSend = sends(a) && sends(b)
  const canReceive = receives(a) && receives(b)
  if (canSend) return canReceive ? 'sendrecv' : 'sendonly'
  return canReceive ? 'recvonly' : 'inactive'
}

function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly'
}

function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly'
}

/** Plain RTP. Of RTP/AVPF we take no feedback, which its answer says by naming none (RFC 4585 §4.2). */
const PLAIN_PROFILES = new Set(['RTP/AVP', 'RTP/AVPF'])

const KEYED_PROFILES = new Set(['RTP/SAVP', 'RTP/SAVPF', ...PLAIN_PROFILES])

/** By DTLS-SRTP, as RFC 8842 §4 and browsers before it name it. */
const BROWSER_PROFILES = new Set(['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP', 'RTP/SAVPF'])

type Way = (line: MediaLine) => boolean

/** How audio may go, by preference: encrypted where it can be. */
function waysOf({ browser, keys }: Pick<LocalMedia, 'browser' | 'keys'>): readonly Way[] {
  if (browser !== undefined) return [isBrowserAudio]
  if (keys === undefined) return [isPlainAudio]
  return keys.isRequired ? [isKeyedAudio] : [isKeyedAudio, isPlainAudio]
}

/** The audio line to use: the first of the best way that is open and has a codec of ours; else the first of any. */
function audioIndex(media: readonly MediaLine[], ways: readonly Way[]): number {
  for (const goes of ways) {
    const best = media.findIndex((line) => goes(line) && line.port > 0 && line.codecs.some(isOurs))
    if (best >= 0) return best
  }
  return media.findIndex((line) => ways.some((goes) => goes(line)))
}

function isAudio({ kind }: MediaLine): boolean {
  return kind === 'audio'
}

/** Phones write their keys beside either profile: RTP/AVP where they would do without (RFC 4568 §5.1 knows RTP/SAVP alone). */
function isKeyedAudio({ kind, protocol, crypto }: MediaLine): boolean {
  return kind === 'audio' && KEYED_PROFILES.has(protocol.toUpperCase()) && crypto !== undefined
}

function isPlainAudio({ kind, protocol }: MediaLine): boolean {
  return kind === 'audio' && PLAIN_PROFILES.has(protocol.toUpperCase())
}

/** RTCP has no way of its own (RFC 8834 §4.5). Where a browser refuses, nothing but the line is left. */
function isBrowserAudio({ kind, protocol, port, browser, isRtcpMuxed }: MediaLine): boolean {
  if (kind !== 'audio' || !BROWSER_PROFILES.has(protocol.toUpperCase())) return false
  return port === 0 || (browser !== undefined && isRtcpMuxed === true)
}

function connection(local: LocalMedia['browser'] & object, { browser }: MediaLine): BrowserParameters | undefined {
  if (browser === undefined) return undefined
  const { role, ...own } = local
  return { local: own, role: roleInAnswer(browser.setup, role), isOfferer: false, remote: identity(browser) }
}

function answeredConnection(local: OwnBrowserEnd, { browser, isRtcpMuxed }: MediaLine): BrowserParameters {
  if (browser === undefined || isRtcpMuxed !== true)
    throw new SdpError('no-media', 'the answer has no ICE, no fingerprint or no rtcp-mux')
  // Both ways left open is no answer (RFC 8842 §5.3): whoever writes it leaves it to us.
  const { ufrag, pwd, fingerprint } = local
  const role = roleInAnswer(browser.setup, undefined)
  return { local: { ufrag, pwd, fingerprint }, role, isOfferer: true, remote: identity(browser) }
}

function identity({ ufrag, pwd, fingerprint, candidates }: BrowserEnd): BrowserParameters['remote'] {
  return { ufrag, pwd, fingerprint, candidates }
}

/** To an address, or to a host whose name media/ looks up (RFC 8866 §5.7). Browsers are found by their candidates. */
function canBeSentTo({ port, address, browser }: MediaLine): boolean {
  return port > 0 && (browser !== undefined || isAddress(address) || isHostName(address))
}

/** What of a section stays whatever is offered in it again. */
function kept({ protocol, mid }: MediaLine): Pick<MediaLine, 'protocol' | 'mid'> {
  return { protocol, ...(mid !== undefined && { mid }) }
}

function placeOf(line: MediaLine): string {
  return `"${line.address.slice(0, 60)}" port ${line.port}`
}

function isOurs(codec: Codec): boolean {
  return audioCodecOf(codec) !== undefined
}

interface Chosen {
  readonly as: AudioCodec
  /** With the number that it has there. */
  readonly format: Codec
}

/** The first of `wanted` among `present`, and `allowed` when there is such a list. */
function choose(wanted: Iterable<AudioCodec>, present: readonly Codec[], allowed = present): Chosen | undefined {
  for (const as of wanted) {
    const format = present.find((codec) => audioCodecOf(codec) === as)
    if (format !== undefined && allowed.some((codec) => audioCodecOf(codec) === as)) return { as, format }
  }
  return undefined
}

function audioLine(
  local: LocalMedia,
  codecs: readonly Codec[],
  direction: Direction,
  setup: BrowserEnd['setup'] = 'actpass',
): MediaLine {
  const { browser, address, port } = local
  return {
    kind: 'audio',
    port,
    protocol: browser ? 'UDP/TLS/RTP/SAVPF' : local.keys?.isRequired ? 'RTP/SAVP' : 'RTP/AVP',
    formats: codecs.map(({ payloadType }) => String(payloadType)),
    address,
    direction,
    codecs: codecs.map(asWeSay),
    ptimeMs: local.ptimeMs ?? DEFAULT_PTIME_MS,
    ...(browser && {
      isRtcpMuxed: true,
      browser: { ...browser, setup, candidates: [hostCandidate(address, port)] },
    }),
  }
}

function withKeys(line: MediaLine, keys: OwnKeys | undefined): MediaLine {
  return keys === undefined ? line : { ...line, crypto: offeredKeys(keys) }
}

function rejected({ kind, protocol, formats, direction, mid }: MediaLine): MediaLine {
  const line = { kind, protocol, formats: formats.slice(0, 1), direction, port: 0, codecs: [], address: '' }
  return mid === undefined ? line : { ...line, mid }
}

function streamOf(
  line: MediaLine,
  { as, format }: Chosen,
  rest: {
    direction: Direction
    event: Codec | undefined
    ptimeMs: number
    browser: BrowserParameters | undefined
    srtp: SrtpParameters | undefined
  },
): StreamParameters {
  return {
    remoteAddress: line.address,
    remotePort: line.port,
    ...(line.rtcp && isAddress(line.rtcp.address) && { remoteRtcp: line.rtcp }),
    codec: as,
    payloadType: format.payloadType,
    ...(rest.event && eventParameters(rest.event)),
    direction: rest.direction,
    ptimeMs: clampPtime(rest.ptimeMs),
    ...(rest.browser && { browser: rest.browser }),
    ...(rest.srtp && { srtp: rest.srtp }),
  }
}

function eventParameters({ payloadType, clockRate }: Codec) {
  return {
    telephoneEventPayloadType: payloadType,
    ...(clockRate !== 8_000 && { telephoneEventClockRate: clockRate }),
  }
}

/** Whole frames of 10 ms that fit a packet; anything else is sent as 20 ms. */
function clampPtime(ptimeMs: number): number {
  return ptimeMs >= 10 && ptimeMs <= 60 && ptimeMs % 10 === 0 ? ptimeMs : DEFAULT_PTIME_MS
}

function describe(media: readonly MediaLine[]): string {
  const names = media.flatMap((line) => (line.codecs.length > 0 ? line.codecs.map(({ name }) => name) : [line.kind]))
  return names.slice(0, 12).join(', ') || 'nothing'
}
