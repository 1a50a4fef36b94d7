import { parentPort, workerData } from 'node:worker_threads'
import { AudioFileCache } from './graph/audio-file-cache.ts'
import { PlayProgress } from './play-progress.ts'
import { MediaHost } from './media-host.ts'
import { StreamFigures } from './stream-figures.ts'
import { TickClock } from './graph/tick-clock.ts'
import { counterNames, type WorkerData, type WorkerOrder, type WorkerReport } from './worker-messages.ts'

/*
 * Entry of a media worker thread: owns the sockets, the 20 ms clock and the files of its streams.
 */

const CHECK_MS = 100
const RTCP_INTERVAL_MS = 5000

// Started by createMediaEngine with this data and nothing else.
const data = workerData as WorkerData
const counters = new Float64Array(data.counters)
const cellOf = new Map(counterNames.map((name, index) => [name, index]))

const clock = new TickClock((nowMs, isMissed) => {
  if (!host.tick(nowMs, isMissed)) clock.stop()
})

const host = new MediaHost({
  files: new AudioFileCache(),
  progress: new PlayProgress(data.progress),
  figures: new StreamFigures(data.figures),
  report,
  count(counter) {
    const cell = cellOf.get(counter) ?? 0
    counters[cell] = (counters[cell] ?? 0) + 1
  },
  wakeClock: () => clock.start(),
})

setInterval(() => {
  for (const stream of host.streams) stream.check(performance.now())
}, CHECK_MS)

setInterval(() => {
  for (const stream of host.streams) stream.sendReport(performance.now(), performance.timeOrigin + performance.now())
}, RTCP_INTERVAL_MS)

parentPort?.on('message', (order: WorkerOrder) => {
  if (order.kind === 'quit') void quit()
  else host.apply(order)
})
report({ kind: 'ready' })

async function quit(): Promise<void> {
  clock.stop()
  await host.close()
  report({ kind: 'quitting' })
}

function report(message: WorkerReport): void {
  parentPort?.postMessage(message)
}
