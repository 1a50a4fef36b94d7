import type { AudioCodec, StreamParameters } from '../media/media-engine.ts'
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

const TELEPHONE_EVENT_PT = 101
/** RFC 3551 §6. */
const DYNAMIC_PT = Array.from({ length: 32 }, (_, index) => 96 + index)
const PAYLOAD_TYPE: Readonly<Record<AudioCodec, number>> = { PCMU: 0, PCMA: 8 }
const DEFAULT_PTIME_MS = 20
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/

/** One audio line with all our codecs and telephone-event (RFC 4733). */
export function makeOffer(local: LocalMedia): string {
  const codecs: Codec[] = local.codecs.map((name) => plainCodec(name))
  return formatSdp(local, [audioLine(local, [...codecs, telephoneEvent(TELEPHONE_EVENT_PT)], local.direction)])
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
  const codecs = [...local.codecs.map((name) => known(line, name) ?? plainCodec(name)), eventOfReoffer(line, other)]
  const offered = audioLine(local, codecs, local.direction)
  return formatSdp(
    local,
    lines.map((one, index) => (index === at ? { ...offered, protocol: line.protocol } : rejected(one))),
  )
}

function known(line: MediaLine, name: AudioCodec): Codec | undefined {
  return line.codecs.find((codec) => isG711(codec) && codec.name === name)
}

function eventOfReoffer(line: MediaLine, other: MediaLine | undefined): Codec {
  const same = telephoneEventOf(line)
  if (same !== undefined) return same
  const taken = new Set([line, other].flatMap((one) => one?.formats.map(Number) ?? []))
  const free = [TELEPHONE_EVENT_PT, ...DYNAMIC_PT].find((number) => !taken.has(number))
  return telephoneEvent(free ?? TELEPHONE_EVENT_PT)
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
  const event = telephoneEventOf(line)
  const direction = meet(mirror(line.direction), local.direction)
  const answered = audioLine(local, event === undefined ? [codec] : [codec, event], direction)
  const lines = media.map((other, index) => (index === at ? { ...answered, protocol: line.protocol } : rejected(other)))
  return {
    sdp: formatSdp(local, lines),
    stream: streamOf(line, codec, {
      direction,
      telephoneEvent: event?.payloadType,
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
  const codec = theirs.codecs.find((one) => isG711(one) && ours.codecs.some(({ name }) => name === one.name))
  if (codec === undefined) throw new SdpError('no-media', `the answer has none of our codecs: ${describe([theirs])}`)
  if (!canBeSentTo(theirs)) throw new SdpError('no-media', `no audio can be sent to ${placeOf(theirs)}`)
  const event = telephoneEventOf(ours) && telephoneEventOf(theirs)
  const direction = meet(ours.direction, mirror(theirs.direction))
  return streamOf(theirs, codec, {
    direction,
    telephoneEvent: event?.payloadType,
    ptimeMs: theirs.ptimeMs ?? ours.ptimeMs ?? DEFAULT_PTIME_MS,
  })
}

/** The audio codecs an SDP names that we know, in its order; none when its audio has no port or no address. */
export function offeredCodecs(sdp: string): readonly AudioCodec[] {
  const { media } = parseSdp(sdp)
  const line = media[audioIndex(media)]
  if (line === undefined || !canBeSentTo(line)) return []
  const names = line.codecs.filter(isG711).map(({ name }) => name as AudioCodec) // isG711 says so
  return [...new Set(names)]
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
  const best = media.findIndex((line) => isPlain(line) && line.port > 0 && line.codecs.some(isG711))
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

function isG711(codec: Codec): boolean {
  return (codec.name === 'PCMU' || codec.name === 'PCMA') && codec.clockRate === 8_000 && codec.channels === 1
}

/** The first of `wanted` among `present`, with their payload type. */
function choose(wanted: readonly AudioCodec[], present: readonly Codec[]): Codec | undefined {
  for (const name of wanted) {
    const found = present.find((codec) => isG711(codec) && codec.name === name)
    if (found !== undefined) return found
  }
  return undefined
}

function telephoneEventOf(line: MediaLine): Codec | undefined {
  return line.codecs.find(({ name, clockRate }) => name === 'TELEPHONE-EVENT' && clockRate === 8_000)
}

function plainCodec(name: AudioCodec): Codec {
  return { payloadType: PAYLOAD_TYPE[name], name, clockRate: 8_000, channels: 1 }
}

function telephoneEvent(payloadType: number): Codec {
  return { payloadType, name: 'TELEPHONE-EVENT', clockRate: 8_000, channels: 1, parameters: '0-15' }
}

function audioLine(local: LocalMedia, codecs: readonly Codec[], direction: Direction): MediaLine {
  return {
    kind: 'audio',
    port: local.port,
    protocol: 'RTP/AVP',
    formats: codecs.map(({ payloadType }) => String(payloadType)),
    address: local.address,
    direction,
    codecs: codecs.map((codec) => (codec.name === 'TELEPHONE-EVENT' ? { ...codec, parameters: '0-15' } : codec)),
    ptimeMs: local.ptimeMs ?? DEFAULT_PTIME_MS,
  }
}

function rejected(line: MediaLine): MediaLine {
  return { ...line, port: 0, formats: line.formats.slice(0, 1), codecs: [], address: '' }
}

function streamOf(
  line: MediaLine,
  codec: Codec,
  rest: { direction: Direction; telephoneEvent: number | undefined; ptimeMs: number },
): StreamParameters {
  return {
    remoteAddress: line.address,
    remotePort: line.port,
    ...(line.rtcp && isAddress(line.rtcp.address) && { remoteRtcp: line.rtcp }),
    codec: codec.name as AudioCodec, // chosen by isG711
    payloadType: codec.payloadType,
    ...(rest.telephoneEvent !== undefined && { telephoneEventPayloadType: rest.telephoneEvent }),
    direction: rest.direction,
    ptimeMs: clampPtime(rest.ptimeMs),
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
