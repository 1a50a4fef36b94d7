/**
 * Two joined legs of every pair of codecs, 20 ms packets both ways, without sockets: user CPU of receiving a packet, making the other codec of it and handing
 * it to the network, as a part of a core for one call. What sockets cost beside it is in `bridged.ts`.
 */
import { codecs } from '../src/engine/media/codec/codecs.ts'
import type { AudioCodec, StreamParameters } from '../src/engine/media/media-engine.ts'
import { RtpStream } from '../src/engine/media/rtp-stream.ts'
import { serializeRtp } from '../src/engine/media/wire/rtp-packet.ts'
import { record } from './record.ts'

const PAYLOAD_TYPE: Readonly<Record<AudioCodec, number>> = { PCMU: 0, PCMA: 8, G722: 9, OPUS: 111 }
const PAIRS = [
  ['PCMU', 'PCMU'],
  ['PCMU', 'PCMA'],
  ['G722', 'G722'],
  ['G722', 'PCMU'],
  ['OPUS', 'PCMU'],
  ['OPUS', 'G722'],
] as const
const CALL_SECONDS = 60
const ROUNDS = 3
const PACKETS_A_SECOND = 50

const measurements: Record<string, number> = {}
for (const [one, other] of PAIRS) {
  const best = Math.min(...Array.from({ length: ROUNDS }, () => percentOfACore(one, other)))
  measurements[`${one} and ${other}: percent of a core a call, user CPU`] = Number(best.toFixed(3))
}
record('transcoding', measurements)

function percentOfACore(one: AudioCodec, other: AudioCodec): number {
  const legs = [one, other].map((codec, at) => ({ stream: streamOf(codec, at), packets: packetsOf(codec, at) }))
  const [first, second] = legs
  if (first === undefined || second === undefined) throw new Error('a call has two legs')
  first.stream.join(second.stream)
  second.stream.join(first.stream)
  const speak = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      for (const { stream, packets } of legs) {
        const packet = packets[i]
        if (packet !== undefined) stream.receive(packet, '192.0.2.1', 4000, i * 20)
      }
    }
  }
  const warmUp = 5 * PACKETS_A_SECOND
  speak(0, warmUp)
  const before = process.cpuUsage()
  speak(warmUp, CALL_SECONDS * PACKETS_A_SECOND)
  const { user } = process.cpuUsage(before)
  return user / 1e4 / (CALL_SECONDS - 5)
}

function streamOf(codec: AudioCodec, at: number): RtpStream {
  const nothing = () => undefined
  const stream = new RtpStream({
    start: { ssrc: at + 1, sequence: 0, timestamp: 0 },
    output: {
      send: nothing,
      sendRtcp: nothing,
      onDigit: nothing,
      onSilentLine: nothing,
      onNeedsTicks: nothing,
      count: nothing,
    },
  })
  const parameters: StreamParameters = {
    remoteAddress: '192.0.2.1',
    remotePort: 4000,
    codec,
    payloadType: PAYLOAD_TYPE[codec],
    direction: 'sendrecv',
    ptimeMs: 20,
  }
  stream.configure(parameters, 0)
  return stream
}

/** A minute of something like a voice, made before the clock runs. */
function packetsOf(name: AudioCodec, at: number): readonly Uint8Array[] {
  const { bestRateHz, clockRate } = codecs[name]
  const encoder = codecs[name].encoder()
  const size = bestRateHz / PACKETS_A_SECOND
  return Array.from({ length: CALL_SECONDS * PACKETS_A_SECOND }, (_, index) => {
    const samples = Int16Array.from({ length: size }, (_each, i) => {
      const seconds = (index * size + i) / bestRateHz
      const loudness = 0.55 + 0.45 * Math.sin(2 * Math.PI * 4 * seconds)
      return 6000 * loudness * (Math.sin(2 * Math.PI * 140 * seconds) + 0.5 * Math.sin(2 * Math.PI * 1300 * seconds))
    })
    return serializeRtp({
      marker: index === 0,
      payloadType: PAYLOAD_TYPE[name],
      sequence: index,
      timestamp: (index * clockRate) / PACKETS_A_SECOND,
      ssrc: at + 10,
      payload: encoder.encode(samples, bestRateHz),
    })
  })
}
