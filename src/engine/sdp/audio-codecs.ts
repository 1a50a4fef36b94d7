import type { AudioCodec } from '../media/media-engine.ts'
import type { Codec, MediaLine } from './session-description.ts'

/** Our codecs as an SDP describes them; without a number of their own they get a dynamic one. */
const rows: Readonly<Record<AudioCodec, Omit<Codec, 'payloadType'> & { readonly payloadType?: number }>> = {
  PCMU: { payloadType: 0, name: 'PCMU', clockRate: 8_000, channels: 1 },
  PCMA: { payloadType: 8, name: 'PCMA', clockRate: 8_000, channels: 1 },
  /** The clock says half of what it samples at (RFC 3551 §4.5.2). */
  G722: { payloadType: 9, name: 'G722', clockRate: 8_000, channels: 1 },
  /** Always written as stereo at 48 kHz, whatever is sent; what stands in `fmtp` is what we like to get (RFC 7587 §7). */
  OPUS: { name: 'OPUS', clockRate: 48_000, channels: 2, parameters: 'useinbandfec=1' },
}

const EVENT_CLOCK = 8_000
const EVENT = { name: 'TELEPHONE-EVENT', channels: 1, parameters: '0-15' } as const
/** The number that everybody gives telephone-event, and the dynamic ones (RFC 3551 §6). */
const DYNAMIC = [101, ...Array.from({ length: 32 }, (_, index) => 96 + index)]

/** Which of ours it is. */
export function audioCodecOf({ name, clockRate, channels }: Codec): AudioCodec | undefined {
  if (!isKnown(name)) return undefined
  const row = rows[name]
  return row.clockRate === clockRate && row.channels === channels ? name : undefined
}

function isKnown(name: string): name is AudioCodec {
  return Object.hasOwn(rows, name)
}

/** Telephone-event whose clock is that of the codec, else at 8 kHz, which is what phones write that count no other. */
export function eventFor(line: MediaLine, codec: AudioCodec): Codec | undefined {
  const events = line.codecs.filter(({ name }) => name === EVENT.name)
  const at = (clock: number) => events.find(({ clockRate }) => clockRate === clock)
  return at(rows[codec].clockRate) ?? at(EVENT_CLOCK)
}

/** As we say it, whatever they said with it. */
export function asWeSay(codec: Codec): Codec {
  if (codec.name === EVENT.name) return { ...codec, parameters: EVENT.parameters }
  const { parameters } = rows[audioCodecOf(codec) ?? 'PCMU']
  const { payloadType, name, clockRate, channels } = codec
  return { payloadType, name, clockRate, channels, ...(parameters && { parameters }) }
}

/**
 * The codecs of an offer, and telephone-event for each clock among them (RFC 4733 §2.1). What has a number in `line`, our last description, keeps it
 * (RFC 3264 §8.3.2); a new one is none that stood for anything there or in `theirs`.
 */
export function offeredFormats(names: readonly AudioCodec[], line?: MediaLine, theirs?: MediaLine): readonly Codec[] {
  const taken = new Set([line, theirs].flatMap((one) => one?.formats.map(Number) ?? []))
  const numbered = (codec: Omit<Codec, 'payloadType'> & { readonly payloadType?: number }): Codec => {
    const same = line?.codecs.find((one) => one.name === codec.name && one.clockRate === codec.clockRate)
    if (same !== undefined) return asWeSay(same)
    const payloadType = codec.payloadType ?? DYNAMIC.find((number) => !taken.has(number)) ?? DYNAMIC[0] ?? 0
    taken.add(payloadType)
    return { ...codec, payloadType }
  }
  // First of all: 101 is what phones expect, and some know no other.
  const event = numbered({ ...EVENT, clockRate: EVENT_CLOCK })
  const codecs = names.map((name) => numbered(rows[name]))
  const clocks = new Set(codecs.map(({ clockRate }) => clockRate).filter((clockRate) => clockRate !== EVENT_CLOCK))
  return [...codecs, event, ...[...clocks].map((clockRate) => numbered({ ...EVENT, clockRate }))]
}
