import { parentPort, workerData } from 'node:worker_threads'
import { AudioFileCache } from './audio-file-cache.ts'
import { HostedStream, type HostServices } from './hosted-stream.ts'
import { bindPair } from './socket-pair.ts'
import { TickClock } from './tick-clock.ts'
import { counterNames, type WorkerData, type WorkerOrder, type WorkerReport } from './worker-messages.ts'

/*
 * Entry of a media worker thread: owns the sockets, the 20 ms clock and the files of its streams.
 */

const SILENCE_CHECK_MS = 100
const RTCP_INTERVAL_MS = 5000

const streams = new Map<string, HostedStream>()
// Started by createMediaEngine with this data and nothing else.
const counters = new Float64Array((workerData as WorkerData).counters)
const cellOf = new Map(counterNames.map((name, index) => [name, index]))

const clock = new TickClock((nowMs, isMissed) => {
  let isNeeded = false
  for (const stream of streams.values()) {
    if (!stream.needsTicks) continue
    isNeeded = true
    stream.tick(nowMs, isMissed)
  }
  if (!isNeeded) clock.stop()
})

const services: HostServices = {
  files: new AudioFileCache(),
  report,
  count(counter) {
    const cell = cellOf.get(counter) ?? 0
    counters[cell] = (counters[cell] ?? 0) + 1
  },
  wakeClock: () => clock.start(),
}

setInterval(() => {
  for (const stream of streams.values()) stream.checkSilence(performance.now())
}, SILENCE_CHECK_MS)

setInterval(() => {
  for (const stream of streams.values())
    stream.sendReport(performance.now(), performance.timeOrigin + performance.now())
}, RTCP_INTERVAL_MS)

parentPort?.on('message', (order: WorkerOrder) => {
  if (order.kind === 'quit') void quit()
  else if (order.kind === 'open') void open(order)
  else perform(order, streams.get(order.streamId))
})

async function open(order: Extract<WorkerOrder, { kind: 'open' }>): Promise<void> {
  const { streamId, localAddress, port } = order
  try {
    const sockets = await bindPair(localAddress, port)
    streams.set(streamId, new HostedStream(streamId, sockets, services))
    report({ kind: 'opened', streamId })
  } catch (error) {
    const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException // bind rejects with system errors
    report({ kind: 'open-failed', streamId, code, message })
  }
}

function perform(order: Exclude<WorkerOrder, { kind: 'quit' | 'open' }>, stream: HostedStream | undefined): void {
  if (stream === undefined) return
  switch (order.kind) {
    case 'configure':
      stream.configure(order.parameters)
      break
    case 'play':
      void stream.play(order)
      break
    case 'stop-play':
      stream.stopPlay(order.playId)
      break
    case 'record':
      stream.record(order)
      break
    case 'stop-record':
      stream.stopRecord(order.recordId)
      break
    case 'join':
      join(stream, order.partner)
      break
    case 'part':
      stream.part()
      break
    case 'send-digits':
      stream.sendDigits(order.digits)
      break
    case 'watch-silence':
      stream.watchSilence(order.timeoutMs)
      break
    case 'close':
      streams.delete(order.streamId)
      void stream.close()
      break
    default:
      order satisfies never
  }
}

function join(stream: HostedStream, partner: Extract<WorkerOrder, { kind: 'join' }>['partner']): void {
  if ('port' in partner) {
    stream.joinAcross(partner.port)
    return
  }
  const other = streams.get(partner.streamId)
  if (other !== undefined) stream.join(other)
}

async function quit(): Promise<void> {
  clock.stop()
  const closing = [...streams.values()].map((stream) => stream.close())
  streams.clear()
  await Promise.all(closing)
  report({ kind: 'quitting' })
}

function report(message: WorkerReport): void {
  parentPort?.postMessage(message)
}
