import { describe, expect, it } from 'vitest'
import { fuzzRun, heapInUse } from '../testing/fuzz-run.ts'
import { mutatePacket, oneOf, seededRandom } from '../testing/mutate.ts'
import type { AudioCodec } from './media-engine.ts'
import { FarEnd } from './testing/far-end.ts'
import { Line, parameters } from './testing/rtp-line.ts'
import { isValidRtcp } from './wire/rtcp-packet.ts'
import { SrtpContext } from './wire/srtp.ts'

const { messages: MESSAGES, rounds, timeoutMs } = fuzzRun('rtp', 3_000)
const LISTENER = 78
const STRANGER = '198.51.100.7'
const TYPES: Readonly<Record<AudioCodec, number>> = { PCMU: 0, PCMA: 8, G722: 9, OPUS: 111 }
const MAX_GROWTH_BYTES = 16 * 2 ** 20
const KEY = Buffer.alloc(30, 9)

describe('what comes to the port of a call, damaged', () => {
  it(`${MESSAGES} packets of RTP, RTCP, STUN and DTLS raise no exception, leave nothing behind, and the call goes on`, {
    timeout: timeoutMs,
  }, () => {
    let inUse = 0
    for (const [at, { seed, messages }] of rounds.entries()) {
      expect({ seed, ...hurtCall(seed, messages, at) }).toEqual({ seed, ...unharmed })
      if (at === 1) inUse = heapInUse()
    }
    expect(inUse === 0 ? 0 : heapInUse() - inUse).toBeLessThan(MAX_GROWTH_BYTES)
  })

  it('packets with a key: of those that are not what was sent, none is opened', { timeout: timeoutMs }, () => {
    for (const { seed, messages } of rounds.filter((_, at) => at % 4 === 0)) {
      const random = seededRandom(seed)
      const [send, receive] = [1, 2].map(() => new SrtpContext('AES_CM_128_HMAC_SHA1_32', KEY)) as [
        SrtpContext,
        SrtpContext,
      ]
      const farEnd = new FarEnd({ parameters: { ...parameters, codec: 'PCMU' }, listener: LISTENER, random })
      const opened = { whole: 0, damaged: 0 }
      for (let said = 0; said < messages; said += 4) {
        const packet = send.protectRtp(farEnd.audio())
        const hurt = mutatePacket(packet, random)
        const isWhole = hurt.equals(packet)
        receive.openRtcp(hurt)
        if (receive.openRtp(hurt) !== undefined) opened[isWhole ? 'whole' : 'damaged']++
      }
      expect(opened.whole).toBeGreaterThan(messages / 40)
      expect({ seed, damaged: opened.damaged }).toEqual({ seed, damaged: 0 })
    }
  })
})

const unharmed = {
  isHeard: true,
  isAnsweredThere: true,
  areFiguresNumbers: true,
  isReportValid: true,
  fromStrangers: 0,
}

/** Two joined legs that are recorded, one far end of which is out of its mind; what is to be seen of them afterwards. */
function hurtCall(seed: number, messages: number, at: number): typeof unharmed {
  const random = seededRandom(seed)
  const codec = oneOf<AudioCodec>(['PCMU', 'PCMA', 'G722', 'PCMU', 'OPUS'], () => (at % 5) / 5)
  const line = new Line(LISTENER, { codec, payloadType: TYPES[codec] })
  const partner = new Line(88, { codec: at % 2 === 0 ? 'PCMU' : 'PCMA', payloadType: at % 2 === 0 ? 0 : 8 })
  line.stream.join(partner.stream)
  partner.stream.join(line.stream)
  if (at % 3 !== 0) line.stream.addSink({ sides: 'apart', add: () => undefined })
  const said = { ...parameters, codec, payloadType: TYPES[codec] }
  const farEnd = new FarEnd({ parameters: said, listener: LISTENER, random })
  let nowMs = 0
  const quiet = () => {
    for (const { sent, targets, reports, reportTargets, digits } of [line, partner])
      for (const each of [sent, targets, reports, reportTargets, digits]) each.length = 0
  }
  for (let sent = 0; sent < messages; sent++) {
    const address = random() < 0.9 ? '192.0.2.1' : STRANGER
    const packet = mutatePacket(farEnd.next(), random)
    if (random() < 0.8) line.stream.receive(packet, address, 4000, nowMs)
    else line.stream.receiveRtcp(packet, address, 4001, nowMs)
    if (sent % 4 === 0) for (const { stream } of [line, partner]) stream.tick((nowMs += 20), false)
    if (sent % 250 === 0) {
      line.stream.report(nowMs, nowMs)
      quiet()
    }
  }
  line.stream.report(nowMs, nowMs)
  const report = line.reports.at(-1)
  quiet()
  const whole = new FarEnd({ parameters: said, listener: LISTENER, random })
  for (let spoken = 0; spoken < 50; spoken++) {
    line.stream.receive(whole.audio(), '192.0.2.1', 4000, nowMs)
    partner.hear({ sequence: spoken, timestamp: spoken * 160, ssrc: 5 }, nowMs)
    for (const { stream } of [line, partner]) stream.tick((nowMs += 20), false)
  }
  const heard = partner.sent.length
  for (let spoken = 0; spoken < 50; spoken++) line.stream.receive(whole.audio(), STRANGER, 4000, nowMs)
  return {
    isHeard: heard >= 45,
    isAnsweredThere: line.targets.length >= 45 && line.targets.every((target) => target === '192.0.2.1:4000'),
    areFiguresNumbers: numbersIn(line.stream.quality).every((each) => Number.isFinite(each) && each >= 0),
    isReportValid: report !== undefined && isValidRtcp(report),
    fromStrangers: partner.sent.length - heard,
  }
}

function numbersIn(value: object): number[] {
  return Object.values(value).flatMap((each) => (typeof each === 'number' ? [each] : numbersIn(each as object)))
}
