import type { AudioCodec, StreamParameters } from '../media/media-engine.ts'
import { asWeSay, audioCodecOf, eventFor, offeredFormats } from './audio-codecs.ts'
import { parseSdp } from './parse-sdp.ts'
import { formatSdp } from './format-sdp.ts'
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
}

export interface Negotiated {
  /** What to send as the body. */
  readonly sdp: string
  readonly stream: StreamParameters
}

const DEFAULT_PTIME_MS = 20
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/

/** One audio line with all our codecs and telephone-event (RFC 4733). */
export function makeOffer(local: LocalMedia): string {
  return formatSdp(local, [audioLine(local, offeredFormats(local.codecs), local.direction)])
}

/**
 * Offer within a session (RFC 3264 §8): every section of `ours`, our last description, stays at its place, those that were rejected too. What payload types
 * stand for stays as well (§8.3.2), for us and in `theirs`, the last description of the other side, if there was one.
 */
export function makeReoffer(local: LocalMedia, ours: string, theirs?: string): string {
  const lines = parseSdp(ours).media
  const at = audioIndex(lines)
  const line = lines[at]
  if (line === undefined) return makeOffer(local)
  const other = theirs === undefined ? undefined : parseSdp(theirs).media[at]
  const offered = audioLine(local, offeredFormats(local.codecs, line, other), local.direction)
  return formatSdp(
    local,
    lines.map((one, index) => (index === at ? { ...offered, protocol: line.protocol } : rejected(one))),
  )
}

/**
 * RFC 3264 §6: the first audio line we can do gets our best common codec, with the offer's payload types; every other line is
 * rejected at its place. Throws `SdpError`: `no-media` (488) without a common codec, port or address, else 400.
 */
export function makeAnswer(offer: string, local: LocalMedia): Negotiated {
  const { media } = parseSdp(offer)
  const at = audioIndex(media)
  const line = media[at]
  const codec = line && choose(local.codecs, line.codecs)
  if (line === undefined || codec === undefined)
    throw new SdpError('no-media', `no common audio codec: offered ${describe(media)}, ours ${local.codecs.join(', ')}`)
  if (!canBeSentTo(line)) throw new SdpError('no-media', `no audio can be sent to ${placeOf(line)}`)
  const event = eventFor(line, codec.as)
  const direction = meet(mirror(line.direction), local.direction)
  const answered = audioLine(local, event === undefined ? [codec.format] : [codec.format, event], direction)
  const lines = media.map((other, index) => (index === at ? { ...answered, protocol: line.protocol } : rejected(other)))
  return {
    sdp: formatSdp(local, lines),
    stream: streamOf(line, codec, {
      direction,
      event,
      ptimeMs: line.ptimeMs ?? DEFAULT_PTIME_MS,
    }),
  }
}

/**
 * What the other side made of our offer. Packets to it carry the payload types of its answer. Throws `SdpError`: `no-media`
 * when it refused the audio or answered none of our codecs.
 */
export function readAnswer(offer: string, answer: string): StreamParameters {
  const mine = parseSdp(offer).media
  const at = audioIndex(mine)
  const ours = mine[at]
  const theirs = parseSdp(answer).media[at]
  if (ours === undefined || theirs === undefined || theirs.kind !== 'audio' || theirs.port === 0)
    throw new SdpError('no-media', 'the answer refuses the audio')
  const codec = choose(new Set(theirs.codecs.flatMap((one) => audioCodecOf(one) ?? [])), theirs.codecs, ours.codecs)
  if (codec === undefined) throw new SdpError('no-media', `the answer has none of our codecs: ${describe([theirs])}`)
  if (!canBeSentTo(theirs)) throw new SdpError('no-media', `no audio can be sent to ${placeOf(theirs)}`)
  const event = eventFor(ours, codec.as) && eventFor(theirs, codec.as)
  const direction = meet(ours.direction, mirror(theirs.direction))
  return streamOf(theirs, codec, {
    direction,
    event,
    ptimeMs: theirs.ptimeMs ?? ours.ptimeMs ?? DEFAULT_PTIME_MS,
  })
}

/** The audio codecs an SDP names that we know, in its order; none when its audio has no port or no address. */
export function offeredCodecs(sdp: string): readonly AudioCodec[] {
  const { media } = parseSdp(sdp)
  const line = media[audioIndex(media)]
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

/** The audio line to use: the first that is plain RTP, open and has a codec of ours; else the first plain one. */
function audioIndex(media: readonly MediaLine[]): number {
  const isPlain = ({ kind, protocol }: MediaLine): boolean =>
    kind === 'audio' && PLAIN_PROFILES.has(protocol.toUpperCase())
  const best = media.findIndex((line) => isPlain(line) && line.port > 0 && line.codecs.some(isOurs))
  return best >= 0 ? best : media.findIndex(isPlain)
}

/** To an address, or to a host whose name media/ looks up (RFC 8866 §5.7). */
function canBeSentTo({ port, address }: MediaLine): boolean {
  return port > 0 && (isAddress(address) || isHostName(address))
}

function isAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text)
}

function isIpv4(address: string): boolean {
  return IPV4.test(address)
}

function isIpv6(address: string): boolean {
  return /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(address) && !address.includes(':::')
}

/** Its last label is never a number, else 300.1.1.1 were one (RFC 1123 §2.1). */
function isHostName(address: string): boolean {
  return /^(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z][A-Za-z0-9-]{0,62}\.?$/.test(address)
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

function audioLine(local: LocalMedia, codecs: readonly Codec[], direction: Direction): MediaLine {
  return {
    kind: 'audio',
    port: local.port,
    protocol: 'RTP/AVP',
    formats: codecs.map(({ payloadType }) => String(payloadType)),
    address: local.address,
    direction,
    codecs: codecs.map(asWeSay),
    ptimeMs: local.ptimeMs ?? DEFAULT_PTIME_MS,
  }
}

function rejected(line: MediaLine): MediaLine {
  return { ...line, port: 0, formats: line.formats.slice(0, 1), codecs: [], address: '' }
}

function streamOf(
  line: MediaLine,
  { as, format }: Chosen,
  rest: { direction: Direction; event: Codec | undefined; ptimeMs: number },
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
