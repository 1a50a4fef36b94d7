import { createSocket, type Socket } from 'node:dgram'
import { encodeG711 } from '../../src/engine/media/codec/g711.ts'
import { serializeRtp } from '../../src/engine/media/wire/rtp-packet.ts'
import { sine } from '../../src/engine/media/testing/tone-level.ts'

const PACKET_MS = 20
const PACKET_SAMPLES = 160

/** Somebody at an address of their own who speaks to every RTP port of a range at once, and counts what comes back. */
export interface RtpSprayer {
  /** Datagrams that came to it. */
  readonly heard: number
  readonly sent: number
  stop(): Promise<void>
}

export async function startRtpSprayer(options: {
  readonly host: string
  readonly ports: { readonly min: number; readonly max: number }
  readonly speaksHz: number
}): Promise<RtpSprayer> {
  const { host, ports, speaksHz } = options
  const socket = await bound(host)
  let heard = 0
  let sent = 0
  let sequence = 0
  socket.on('message', () => heard++)
  const voice = sine(speaksHz, PACKET_SAMPLES * 50)
  const timer = setInterval(() => {
    const from = (sequence % 50) * PACKET_SAMPLES
    const payload = encodeG711('PCMU', voice.subarray(from, from + PACKET_SAMPLES))
    const packet = serializeRtp({
      marker: sequence === 0,
      payloadType: 0,
      sequence: sequence & 0xffff,
      timestamp: sequence * PACKET_SAMPLES,
      ssrc: 0x66666666,
      payload,
    })
    for (let port = ports.min; port <= ports.max; port += 2) {
      socket.send(packet, port, '127.0.0.1')
      sent++
    }
    sequence++
  }, PACKET_MS)
  return {
    get heard() {
      return heard
    },
    get sent() {
      return sent
    },
    stop() {
      clearInterval(timer)
      return new Promise((closed) => socket.close(closed))
    },
  }
}

function bound(host: string): Promise<Socket> {
  const socket = createSocket('udp4')
  return new Promise((resolve) => {
    socket.bind(0, host, () => resolve(socket))
  })
}
