import { decodeG711, encodeG711 } from '../codec/g711.ts'
import { Playlist } from '../graph/playlist.ts'
import type { StreamParameters } from '../media-engine.ts'
import { RtpStream } from '../rtp-stream.ts'
import { parseRtp, type RtpPacket, serializeRtp } from '../wire/rtp-packet.ts'
import { concat, sine } from './tone-level.ts'

/** As an offer and its answer agree on them. */
export const parameters: StreamParameters = {
  remoteAddress: '192.0.2.1',
  remotePort: 4000,
  codec: 'PCMU',
  payloadType: 0,
  telephoneEventPayloadType: 101,
  direction: 'sendrecv',
  ptimeMs: 20,
}

export const NAT = '198.51.100.9'

/** A stream, what it sends, and what it says. */
export class Line {
  readonly sent: RtpPacket[] = []
  readonly targets: string[] = []
  readonly reports: Uint8Array[] = []
  readonly reportTargets: string[] = []
  readonly digits: string[] = []
  readonly counts = new Map<string, number>()
  silences = 0
  readonly stream: RtpStream

  constructor(ssrc: number, changes: Partial<StreamParameters> = {}) {
    this.stream = new RtpStream({
      start: { ssrc, sequence: 65_530, timestamp: 0xffffff00 },
      output: {
        send: (datagram, port, address) => {
          const packet = parseRtp(datagram)
          if (packet !== undefined) this.sent.push(packet)
          this.targets.push(`${address}:${port}`)
        },
        sendRtcp: (datagram, port, address) => {
          this.reports.push(datagram)
          this.reportTargets.push(`${address}:${port}`)
        },
        onDigit: (digit) => this.digits.push(digit),
        onSilentLine: () => this.silences++,
        onNeedsTicks: () => undefined,
        count: (counter) => this.counts.set(counter, (this.counts.get(counter) ?? 0) + 1),
      },
    })
    this.stream.configure({ ...parameters, ...changes }, 0)
  }

  hear(packet: Partial<RtpPacket>, nowMs: number, from = '192.0.2.1:4000'): void {
    const filler = encodeG711('PCMU', sine(500, 160))
    const whole = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 77, payload: filler, ...packet }
    const [address = '', port] = from.split(':')
    this.stream.receive(serializeRtp(whole), address, Number(port), nowMs)
  }

  hearRtcp(from: string): void {
    const [address = '', port] = from.split(':')
    this.stream.receiveRtcp(Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, 1), address, Number(port), 0)
  }

  /** Sends a packet and a report; where each went. */
  speak(nowMs: number): string {
    this.stream.play(tone(), () => undefined)
    this.stream.tick(nowMs, false)
    this.stream.report(nowMs, 1_000_000)
    return `${this.targets.at(-1)} ${this.reportTargets.at(-1)}`
  }

  audio(): Int16Array {
    return concat(this.sent.filter((one) => one.payloadType === 0).map((one) => decodeG711('PCMU', one.payload)))
  }
}

/** 100 ms of it. */
export const tone = () => new Playlist([{ kind: 'tone', frequenciesHz: [440], onMs: 100, offMs: 0, repeats: 1 }], false)

/** The partner's far end talks for `ticks` of 20 ms, both streams ticking. */
export function talk(line: Line, partner: Line, ticks: number, from = 0, samples = 160): void {
  const voice = sine(500, samples * ticks)
  for (let i = 0; i < ticks; i++) {
    const at = from + i
    const payload = encodeG711('PCMU', voice.subarray(i * samples, (i + 1) * samples))
    partner.hear({ sequence: at, timestamp: at * samples, payload }, (at * samples) / 8)
    for (let ms = 0; ms < samples / 8; ms += 20) line.stream.tick((at * samples) / 8 + ms, false)
  }
}

/** From one number to the next, on the circle of `mask`. */
export const steps = (numbers: readonly number[], mask: number) =>
  numbers.slice(1).map((number, i) => (number - (numbers[i] ?? 0)) & mask)
