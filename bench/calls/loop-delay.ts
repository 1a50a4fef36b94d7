/** Loaded into an engine beside its own code (`--import`): on SIGUSR2 it says how late its main thread was since the last time. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** What Node counts includes the time between two looks. */
const RESOLUTION_MS = 10

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  process.on('SIGUSR2', () => {
    const late = (ns: number) => Math.max(0, Math.round(ns / 1e5) / 10 - RESOLUTION_MS)
    process.stderr.write(`loop-delay ${late(delay.percentile(99)).toFixed(1)} ${late(delay.max).toFixed(1)}\n`)
    delay.reset()
  })
}
