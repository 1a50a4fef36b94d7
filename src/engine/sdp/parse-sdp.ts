import { readBrowserEnd } from './browser-media.ts'
import { readCrypto } from './srtp-keys.ts'
import { attribute, attributes, hasFlag, type SdpLine } from './read-attributes.ts'
import { type Codec, type Direction, type MediaLine, SdpError, type SessionDescription } from './session-description.ts'

const MAX_CHARS = 32_768
const MAX_LINES = 512
const MAX_MEDIA = 16
const MAX_FORMATS = 64
const MAX_GROUPS = 8
/** RFC 8866 §9. */
const TOKEN = /^[!#-'*+\-.0-9A-Z^-~]{1,64}$/

/** RFC 3551 table 4: payload types that need no rtpmap. */
const STATIC: Readonly<Record<string, readonly [name: string, clockRate: number]>> = {
  0: ['PCMU', 8_000],
  3: ['GSM', 8_000],
  4: ['G723', 8_000],
  8: ['PCMA', 8_000],
  9: ['G722', 8_000],
  18: ['G729', 8_000],
}

interface DraftMedia {
  readonly kind: string
  readonly port: number
  readonly protocol: string
  readonly formats: readonly string[]
  readonly lines: [type: string, value: string][]
}

/** An offer is looked at before it is answered, and read once. */
let latest: { readonly text: string; readonly description: SessionDescription } | undefined

/** Throws `SdpError`, naming what is wrong. Who made it (`o=`) is nobody's business here: short or missing, it costs nothing. */
export function parseSdp(text: string): SessionDescription {
  if (latest?.text !== text) latest = { text, description: read(text) }
  return latest.description
}

function read(text: string): SessionDescription {
  if (text.length > MAX_CHARS) throw new SdpError('too-large', `SDP of ${text.length} characters is over ${MAX_CHARS}`)
  const session: [string, string][] = []
  const drafts: DraftMedia[] = []
  for (const [type, value] of readLines(text)) {
    if (type === 'm') {
      if (drafts.length === MAX_MEDIA) throw new SdpError('too-large', `SDP with more than ${MAX_MEDIA} media lines`)
      drafts.push(readMedia(value))
    } else (drafts.at(-1)?.lines ?? session).push([type, value])
  }
  const version = session[0]
  if (version?.[0] !== 'v' || version[1] !== '0') throw new SdpError('bad-line', 'SDP does not start with v=0')
  const address = connectionAddress(session) ?? ''
  const direction = directionOf(session) ?? 'sendrecv'
  return {
    bundle: readBundle(session),
    media: drafts.map((draft) => finishMedia(draft, { address, direction, lines: session })),
  }
}

function readLines(text: string): [string, string][] {
  const lines = text.split('\n', MAX_LINES + 1)
  if (lines.length > MAX_LINES) throw new SdpError('too-large', `SDP with more than ${MAX_LINES} lines`)
  const result: [string, string][] = []
  for (const raw of lines) {
    const line = raw.trimEnd()
    if (line === '') continue
    if (line[1] !== '=') throw new SdpError('bad-line', `SDP line "${line.slice(0, 40)}" has no type`)
    result.push([line.slice(0, 1), line.slice(2).trim()])
  }
  return result
}

function readMedia(value: string): DraftMedia {
  const [kind = '', portText = '', protocol = '', ...formats] = value.split(/[ \t]+/, MAX_FORMATS + 3)
  const slash = portText.indexOf('/')
  const digits = slash < 0 ? portText : portText.slice(0, slash)
  const port = Number(digits)
  if (!/^[0-9]{1,5}$/.test(digits) || port > 65_535 || kind === '' || protocol === '' || formats.length === 0)
    throw new SdpError('bad-line', `SDP media line "${value.slice(0, 60)}" cannot be read`)
  return { kind: kind.toLowerCase(), port, protocol, formats, lines: [] }
}

interface OfSession {
  readonly address: string
  readonly direction: Direction
  readonly lines: readonly SdpLine[]
}

function finishMedia(draft: DraftMedia, session: OfSession): MediaLine {
  const { kind, port, protocol, formats, lines } = draft
  const address = connectionAddress(lines) ?? session.address
  const direction = directionOf(lines) ?? session.direction
  const ptime = Number(attribute(lines, 'ptime') ?? Number.NaN)
  const rtcp = readRtcp(attribute(lines, 'rtcp'), address)
  const base = { kind, port, protocol, formats, address, codecs: readCodecs(formats, lines), ...(rtcp && { rtcp }) }
  const mid = attribute(lines, 'mid')
  const browser = readBrowserEnd(lines, session.lines)
  const crypto = readCrypto(lines)
  // Where a browser is stands in its candidates, which may be all names.
  const isHeldOldStyle = !browser && (address === '0.0.0.0' || address === '::')
  return {
    ...base,
    // RFC 3264 §8.4: an address of zeros is how holding was once asked for.
    direction: isHeldOldStyle ? withoutReceiving(direction) : direction,
    ...(Number.isInteger(ptime) && ptime >= 1 && ptime <= 1_000 && { ptimeMs: ptime }),
    ...(mid !== undefined && TOKEN.test(mid) && { mid }),
    ...(hasFlag(lines, 'rtcp-mux') && { isRtcpMuxed: true }),
    ...(browser && { browser }),
    ...(crypto.length > 0 && { crypto }),
  }
}

/** RFC 9143 §7: the first group of that kind. */
function readBundle(session: readonly SdpLine[]): readonly string[] {
  const group = attributes(session, 'group', MAX_GROUPS).find((value) => value.startsWith('BUNDLE '))
  return group?.split(/[ \t]+/, MAX_MEDIA + 1).slice(1) ?? []
}

/** RFC 3605 §2.1: a port, or a port and an address. What cannot be read is as if it were not there. */
function readRtcp(value: string | undefined, mediaAddress: string): MediaLine['rtcp'] {
  const match = /^([0-9]{1,5})(?:[ \t]+IN[ \t]+IP[46][ \t]+([0-9A-Fa-f:.]{2,45}))?$/.exec(value ?? '')
  const port = Number(match?.[1])
  const address = match?.[2] ?? mediaAddress
  return port >= 1 && port <= 65_535 ? { address, port } : undefined
}

function withoutReceiving(direction: Direction): Direction {
  return direction === 'sendrecv' || direction === 'sendonly' ? 'sendonly' : 'inactive'
}

function readCodecs(formats: readonly string[], lines: readonly SdpLine[]): Codec[] {
  const maps = new Map<string, string>()
  const parameters = new Map<string, string>()
  for (const [type, value] of lines) {
    if (type !== 'a') continue
    const target = value.startsWith('rtpmap:') ? maps : value.startsWith('fmtp:') ? parameters : undefined
    if (target === undefined) continue
    const rest = value.slice(value.indexOf(':') + 1).trim()
    const blank = rest.indexOf(' ')
    if (blank > 0) target.set(rest.slice(0, blank), rest.slice(blank + 1).trim())
  }
  return formats.flatMap((format) => {
    const codec = readCodec(format, maps.get(format))
    const fmtp = parameters.get(format)
    return codec === undefined ? [] : [fmtp === undefined ? codec : { ...codec, parameters: fmtp }]
  })
}

function readCodec(format: string, rtpmap: string | undefined): Codec | undefined {
  if (!/^[0-9]{1,3}$/.test(format) || Number(format) > 127) return undefined
  const payloadType = Number(format)
  if (rtpmap === undefined) {
    const known = STATIC[format]
    return known && { payloadType, name: known[0], clockRate: known[1], channels: 1 }
  }
  const [name = '', rate = '', channels = '1'] = rtpmap.split('/', 3)
  const clockRate = Number(rate)
  if (name === '' || !Number.isInteger(clockRate) || clockRate <= 0) return undefined
  return { payloadType, name: name.toUpperCase(), clockRate, channels: Number(channels) || 1 }
}

function connectionAddress(lines: readonly SdpLine[]): string | undefined {
  const value = find(lines, 'c')
  if (value === undefined) return undefined
  const [network, , address] = value.split(/[ \t]+/, 3)
  if (network !== 'IN' || address === undefined || !/^[0-9A-Za-z.:_/-]{1,255}$/.test(address))
    throw new SdpError('bad-line', `SDP connection "${value.slice(0, 60)}" cannot be read`)
  const slash = address.indexOf('/')
  return slash < 0 ? address : address.slice(0, slash)
}

function directionOf(lines: readonly SdpLine[]): Direction | undefined {
  for (const [type, value] of lines)
    if (type === 'a' && (value === 'sendrecv' || value === 'sendonly' || value === 'recvonly' || value === 'inactive'))
      return value
  return undefined
}

function find(lines: readonly SdpLine[], wanted: string): string | undefined {
  for (const [type, value] of lines) if (type === wanted) return value
  return undefined
}
