/**
 * What a packet costs to encrypt and to open (SRTP, AES-128 and SHA-1), without sockets: user CPU of each, and as a part of a core for a call between two
 * encrypted legs, which opens and encrypts 100 packets a second.
 */
import { serializeReport } from '../src/engine/media/wire/rtcp-packet.ts'
import { serializeRtp } from '../src/engine/media/wire/rtp-packet.ts'
import { SrtpContext } from '../src/engine/media/wire/srtp.ts'
import { record } from './record.ts'

const PACKETS = 50_000
const ROUNDS = 3
const PACKETS_A_SECOND_OF_A_CALL = 100
/** Bytes of 20 ms: G.711, and Opus as we send it. */
const PAYLOADS = { 'G.711': 160, Opus: 80 } as const
const MASTER = Buffer.alloc(30, 7)

const measurements: Record<string, number> = {}
for (const [name, bytes] of Object.entries(PAYLOADS)) {
  const packets = Array.from({ length: PACKETS }, (_, at) => rtp(at, bytes))
  const best = { encrypt: Infinity, open: Infinity }
  for (let round = 0; round < ROUNDS; round++) {
    const [ours, theirs] = [context(), context()]
    const encrypted: Uint8Array[] = []
    const encrypt = microseconds(() => packets.forEach((packet) => encrypted.push(ours.protectRtp(packet))))
    const open = microseconds(() => encrypted.forEach((packet) => opened(theirs.openRtp(packet))))
    best.encrypt = Math.min(best.encrypt, encrypt / PACKETS)
    best.open = Math.min(best.open, open / PACKETS)
  }
  measurements[`${name}: encrypt, us`] = rounded(best.encrypt)
  measurements[`${name}: open, us`] = rounded(best.open)
  measurements[`${name}: percent of a core a call, both legs encrypted`] = rounded(
    ((best.encrypt + best.open) * PACKETS_A_SECOND_OF_A_CALL) / 1e4,
  )
}
const reports = context()
const report = serializeReport(7, undefined, undefined)
measurements['RTCP: encrypt, us'] = rounded(
  microseconds(() => {
    for (let sent = 0; sent < PACKETS; sent++) reports.protectRtcp(report)
  }) / PACKETS,
)
record('srtp', measurements)

function context(): SrtpContext {
  return new SrtpContext('AES_CM_128_HMAC_SHA1_80', MASTER)
}

function rtp(at: number, bytes: number): Uint8Array {
  const payload = new Uint8Array(bytes).fill(at)
  const header = { marker: false, payloadType: 0, sequence: at & 0xffff, timestamp: at * 160, ssrc: 7 }
  return serializeRtp({ ...header, payload })
}

/** All have to be. */
function opened(packet: Uint8Array | undefined): void {
  if (packet === undefined) throw new Error('a packet was not opened')
}

function microseconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user
}

function rounded(value: number): number {
  return Number(value.toFixed(3))
}
