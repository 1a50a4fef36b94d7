import { parentPort, workerData } from 'node:worker_threads'
import { AudioFileCache } from './audio-file-cache.ts'
import { HostedMixer } from './hosted-mixer.ts'
import { HostedStream } from './hosted-stream.ts'
import type { HostServices } from './hosted-work.ts'
import { bindPair } from './socket-pair.ts'
import { TickClock } from './tick-clock.ts'
import { counterNames, type WorkerData, type WorkerOrder, type WorkerReport } from './worker-messages.ts'

/*
 * Entry of a media worker thread: owns the sockets, the 20 ms clock and the files of its streams.
 */

const SILENCE_CHECK_MS = 100
const RTCP_INTERVAL_MS = 5000

const streams = new Map<string, HostedStream>()
const mixers = new Map<string, HostedMixer>()
// Started by createMediaEngine with this data and nothing else.
const counters = new Float64Array((workerData as WorkerData).counters)
const cellOf = new Map(counterNames.map((name, index) => [name, index]))

const clock = new TickClock((nowMs, isMissed) => {
  let isNeeded = false
  for (const each of [...mixers.values(), ...streams.values()]) {
    if (!each.needsTicks) continue
    isNeeded = true
    each.tick(nowMs, isMissed)
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
  switch (order.kind) {
    case 'quit':
      void quit()
      break
    case 'open':
      void open(order)
      break
    case 'open-mixer':
      mixers.set(order.streamId, new HostedMixer(order.streamId, services))
      break
    case 'play':
    case 'stop-play':
    case 'record':
    case 'stop-record':
    case 'close':
      performForAny(order)
      break
    case 'mix':
    case 'change-mix':
    case 'unmix':
      performForMixer(order, mixers.get(order.streamId))
      break
    default:
      performForStream(order, streams.get(order.streamId))
  }
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

type OrderOf<Kind extends WorkerOrder['kind']> = Extract<WorkerOrder, { kind: Kind }>

function performForAny(order: OrderOf<'play' | 'stop-play' | 'record' | 'stop-record' | 'close'>): void {
  const mixer = mixers.get(order.streamId)
  const hosted = mixer ?? streams.get(order.streamId)
  if (hosted === undefined) return
  const { work } = hosted
  if (order.kind === 'play') void work.play(order).then(() => mixer?.wake())
  else if (order.kind === 'stop-play') work.stopPlay(order.playId)
  else if (order.kind === 'record') work.record(order)
  else if (order.kind === 'stop-record') work.stopRecord(order.recordId)
  else {
    streams.delete(order.streamId)
    mixers.delete(order.streamId)
    void hosted.close()
  }
  mixer?.wake()
}

function performForMixer(order: OrderOf<'mix' | 'change-mix' | 'unmix'>, mixer: HostedMixer | undefined): void {
  if (mixer === undefined) return
  if (order.kind === 'change-mix') mixer.change(order.member, order.flags)
  else if (order.kind === 'unmix') mixer.remove(order.member)
  else if (order.port) mixer.addAcross(order.member, order.port, order.flags)
  else {
    const stream = streams.get(order.member)
    if (stream) mixer.add(stream, order.flags)
  }
  mixer.wake()
}

function performForStream(
  order: OrderOf<'configure' | 'join' | 'part' | 'send-digits' | 'watch-silence'>,
  stream: HostedStream | undefined,
): void {
  if (stream === undefined) return
  switch (order.kind) {
    case 'configure':
      stream.configure(order.parameters)
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
  const closing = [...mixers.values(), ...streams.values()].map((each) => each.close())
  streams.clear()
  mixers.clear()
  await Promise.all(closing)
  report({ kind: 'quitting' })
}

function report(message: WorkerReport): void {
  parentPort?.postMessage(message)
}
