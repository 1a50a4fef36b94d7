import { createSocket, type Socket } from 'node:dgram'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { serializeRtp } from '../../src/engine/media/wire/rtp-packet.ts'

/*
 * G.711 in real time from one socket for all callers and one for all phones, on a thread of its own. An engine that keeps calls apart by their ports
 * sees as many parties.
 */

const FRAME = 160
const PTIME_MS = 20
/** A quarter of the calls each 5 ms: phones do not speak in step. */
const GROUPS = 4
/** As long as packets may be on their way after the last was sent. */
const SETTLE_MS = 500
const RECEIVE_BUFFER_BYTES = 4_194_304

/** The ports of one call at the engine, towards its caller and its phone. */
export interface CallPorts {
  readonly caller: number
  readonly phone: number
}

export interface Spoken {
  readonly sent: number
  readonly heard: number
  /** Of the thread that speaks: when it is late, it is what was slow. */
  readonly latestMs: number
}

export interface RtpLoad {
  /** Where callers and where phones are to be sent to. */
  readonly ports: CallPorts
  speak(calls: readonly CallPorts[], seconds: number): Promise<Spoken>
  stop(): Promise<void>
}

type Report = { readonly kind: 'open'; readonly ports: CallPorts } | ({ readonly kind: 'spoken' } & Spoken)
type Order = { readonly calls: readonly CallPorts[]; readonly seconds: number }

const MARK = 'rtp-load'

export async function openRtpLoad(): Promise<RtpLoad> {
  const worker = new Worker(new URL(import.meta.url), { workerData: MARK })
  const next = () =>
    new Promise<Report>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', resolve)
    })
  const open = await next()
  if (open.kind !== 'open') throw new Error('the sockets come first')
  return {
    ports: open.ports,
    async speak(calls, seconds) {
      const spoken = next()
      worker.postMessage({ calls, seconds } satisfies Order)
      const report = await spoken
      if (report.kind !== 'spoken') throw new Error('one order, one report')
      return report
    },
    async stop() {
      await worker.terminate()
    },
  }
}

if (!isMainThread && workerData === MARK) await serve()

async function serve(): Promise<void> {
  let heard = 0
  const [callers, phones] = await Promise.all([bound(), bound()])
  for (const socket of [callers, phones]) socket.on('message', () => heard++)
  const tell = (report: Report) => parentPort?.postMessage(report)
  parentPort?.on('message', ({ calls, seconds }: Order) => {
    heard = 0
    const streams = calls.flatMap(({ caller, phone }) => [
      { socket: callers, port: caller },
      { socket: phones, port: phone },
    ])
    speak(streams, seconds, ({ sent, latestMs }) => tell({ kind: 'spoken', sent, heard, latestMs }))
  })
  tell({ kind: 'open', ports: { caller: callers.address().port, phone: phones.address().port } })
}

type Stream = { readonly socket: Socket; readonly port: number }

function speak(streams: readonly Stream[], seconds: number, onEnd: (done: Omit<Spoken, 'heard'>) => void): void {
  const payload = new Uint8Array(FRAME).fill(0x7f)
  const slots = (seconds * 1_000 * GROUPS) / PTIME_MS
  const startMs = performance.now()
  let slot = 0
  let sent = 0
  let latestMs = 0
  const timer = setInterval(() => {
    for (; slot < slots; slot++) {
      const lateMs = performance.now() - startMs - (slot * PTIME_MS) / GROUPS
      if (lateMs < 0) return
      latestMs = Math.max(latestMs, lateMs)
      const tick = Math.floor(slot / GROUPS)
      for (let at = slot % GROUPS; at < streams.length; at += GROUPS) {
        const { socket, port } = streams[at] ?? { socket: undefined, port: 0 }
        socket?.send(packetOf(at, tick, payload), port, '127.0.0.1')
        sent++
      }
    }
    clearInterval(timer)
    setTimeout(() => onEnd({ sent, latestMs: Math.round(latestMs) }), SETTLE_MS)
  }, 1)
}

function packetOf(stream: number, tick: number, payload: Uint8Array): Uint8Array {
  const at = { sequence: tick & 0xffff, timestamp: tick * FRAME, ssrc: stream + 1, marker: tick === 0 }
  return serializeRtp({ ...at, payloadType: 0, payload })
}

function bound(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
    socket.bind(0, '127.0.0.1', () => {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
      resolve(socket)
    })
  })
}
