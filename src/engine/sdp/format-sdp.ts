import { formatBrowserEnd } from './browser-media.ts'
import { formatCrypto } from './srtp-keys.ts'
import type { Codec, MediaLine } from './session-description.ts'

export interface SessionLines {
  readonly address: string
  readonly sessionId: string
  readonly version: number
  /** `mid` of those that share one way (RFC 9143). */
  readonly bundle?: readonly string[]
}

/** RFC 8866 §5, CRLF line ends. Media lines at port 0 carry nothing but themselves. */
export function formatSdp(session: SessionLines, media: readonly MediaLine[]): string {
  const connection = formatAddress(session.address)
  const lines = [
    'v=0',
    `o=- ${session.sessionId} ${session.version} ${connection}`,
    's=-',
    `c=${connection}`,
    't=0 0',
    ...(session.bundle?.length ? [`a=group:BUNDLE ${session.bundle.join(' ')}`] : []),
    ...media.flatMap((line) => formatMedia(line, session.address)),
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** Whether two descriptions of ours differ in nothing but who made them and when (`o=`). */
export function saysTheSame(a: string, b: string): boolean {
  return a.replace(ORIGIN, '') === b.replace(ORIGIN, '')
}

const ORIGIN = /^o=.*$/m

function formatMedia(line: MediaLine, sessionAddress: string): string[] {
  const lines = [`m=${line.kind} ${line.port} ${line.protocol} ${line.formats.join(' ')}`]
  if (line.mid !== undefined) lines.push(`a=mid:${line.mid}`)
  if (line.port === 0) return lines
  if (line.address !== '' && line.address !== sessionAddress) lines.push(`c=${formatAddress(line.address)}`)
  for (const codec of line.codecs) lines.push(...formatCodec(codec))
  if (line.ptimeMs !== undefined) lines.push(`a=ptime:${line.ptimeMs}`)
  lines.push(`a=${line.direction}`)
  if (line.isRtcpMuxed) lines.push('a=rtcp-mux')
  for (const crypto of line.crypto ?? []) lines.push(formatCrypto(crypto))
  // A browser makes a stream of what has a name (RFC 8830).
  if (line.browser) lines.push('a=msid:callwright audio', ...formatBrowserEnd(line.browser))
  return lines
}

/** Names are compared without case (RFC 8866 §6.6); so their RFCs write them. */
const LOWER_CASE = new Set(['TELEPHONE-EVENT', 'OPUS'])

function formatCodec(codec: Codec): string[] {
  const name = LOWER_CASE.has(codec.name) ? codec.name.toLowerCase() : codec.name
  const channels = codec.channels > 1 ? `/${codec.channels}` : ''
  const map = `a=rtpmap:${codec.payloadType} ${name}/${codec.clockRate}${channels}`
  return codec.parameters === undefined ? [map] : [map, `a=fmtp:${codec.payloadType} ${codec.parameters}`]
}

function formatAddress(address: string): string {
  return `IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`
}
