/**
 * A room of 50: every party sends G.711 in real time over loopback and hears the others. What counts is the CPU that the media thread and its sockets take,
 * with one, five and all of them speaking, and how many of the packets that were due were heard.
 */
import { createSocket, type Socket } from 'node:dgram'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { createMediaEngine } from '../src/engine/media/create-media-engine.ts'
import { encodeG711 } from '../src/engine/media/codec/g711.ts'
import { serializeRtp } from '../src/engine/media/wire/rtp-packet.ts'
import { record } from './record.ts'

const PARTIES = 50
const SECONDS = Number(process.argv[2] ?? 10)
const FRAME = 160

if (isMainThread) await measure()
else talk(workerData as TalkAbout) // started below with this data and nothing else

interface TalkAbout {
  readonly ports: readonly number[]
  readonly speakers: number
}

/** The parties, on a thread of their own: their CPU is not the engine's. */
function talk({ ports, speakers }: TalkAbout): void {
  let heard = 0
  const sockets = ports.map(
    (): Socket =>
      createSocket('udp4')
        .on('message', () => heard++)
        .bind(0, '127.0.0.1'),
  )
  let ticks = 0
  const startMs = performance.now()
  const timer = setInterval(() => {
    while (ticks * 20 < performance.now() - startMs) {
      for (const [at, socket] of sockets.entries())
        socket.send(packetOf(at, ticks, at < speakers), ports[at] ?? 0, '127.0.0.1')
      ticks++
    }
  }, 5)
  setTimeout(() => {
    clearInterval(timer)
    setTimeout(() => {
      parentPort?.postMessage({ heard, ticks })
      for (const socket of sockets) socket.close()
    }, 200)
  }, SECONDS * 1_000)
}

function packetOf(party: number, tick: number, isSpeaking: boolean): Uint8Array {
  const amplitude = isSpeaking ? 6_000 : 40
  const samples = Int16Array.from(
    { length: FRAME },
    (_, at) => amplitude * Math.sin((at + tick * FRAME) * (0.2 + party / 100)),
  )
  const at = { sequence: tick & 0xffff, timestamp: tick * FRAME, ssrc: party + 1, marker: tick === 0 }
  return serializeRtp({ ...at, payloadType: 0, payload: encodeG711('PCMU', samples) })
}

async function measure(): Promise<void> {
  const results: Record<string, number> = {}
  for (const speakers of [1, 5, PARTIES]) Object.assign(results, await measureRoom(speakers))
  record('conference', results)
}

async function measureRoom(speakers: number): Promise<Record<string, number>> {
  const engine = createMediaEngine({
    portRange: { min: 0, max: 0 },
    workers: 1,
    workerUrl: new URL('../src/engine/media/media-worker.ts', import.meta.url),
  })
  const mixer = engine.openMixer()
  const streams = await Promise.all(Array.from({ length: PARTIES }, () => engine.openStream()))
  for (const stream of streams) {
    // Where they are is not known yet: what they hear goes where they speak from.
    const about = { codec: 'PCMU', payloadType: 0, direction: 'sendrecv', ptimeMs: 20 } as const
    stream.configure({ remoteAddress: '0.0.0.0', remotePort: 9, ...about })
    mixer.set(stream, { isMuted: false, isDeaf: false })
  }
  const about: TalkAbout = { ports: streams.map(({ localPort }) => localPort), speakers }
  const parties = new Worker(new URL(import.meta.url), { workerData: about })
  const before = process.cpuUsage()
  const { heard, ticks, partiesMs } = await finished(parties)
  const { user, system } = process.cpuUsage(before)
  const sent = engine.counters.packetsSent
  await engine.close()
  const coreMs = (user + system) / 1_000 - partiesMs
  return {
    [`${speakers} of ${PARTIES} speak: percent of a core`]: Math.round(coreMs / SECONDS) / 10,
    [`${speakers} of ${PARTIES} speak: packets heard of those due, percent`]:
      Math.round((1_000 * heard) / (ticks * PARTIES)) / 10,
    [`${speakers} of ${PARTIES} speak: packets sent`]: sent,
  }
}

async function finished(worker: Worker): Promise<{ heard: number; ticks: number; partiesMs: number }> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('message', (message: { heard: number; ticks: number }) => {
      worker
        .cpuUsage()
        .then(({ user, system }) => resolve({ ...message, partiesMs: (user + system) / 1_000 }))
        .catch(reject)
    })
  })
}
