import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into the engine (`--import`): between the messages `begin` and `end` it takes down how long its main thread was kept by one thing. CPU time tells
 * on a machine that others use what wall time cannot; it keeps a core busy itself.
 */
export interface Stretches {
  /** CPU time of the thread between two turns of the event loop, garbage collection included. */
  readonly longestCpuMs: number
  readonly over10Ms: number
  readonly longestCollectionMs: number
  /** Wall time. */
  readonly delayP99Ms: number
  readonly delayMaxMs: number
}

const LONG_MS = 10
const delay = monitorEventLoopDelay({ resolution: 1 })
let state = { isOn: false, cpuUs: 0, longestUs: 0, over: 0, collectionMs: 0 }

function cpuUs(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

function look(): void {
  if (!state.isOn) return
  const now = cpuUs()
  const tookUs = now - state.cpuUs
  state.cpuUs = now
  if (tookUs > state.longestUs) state.longestUs = tookUs
  if (tookUs > LONG_MS * 1_000) state.over++
  setImmediate(look)
}

function begin(): void {
  state = { isOn: true, cpuUs: cpuUs(), longestUs: 0, over: 0, collectionMs: 0 }
  delay.reset()
  delay.enable()
  setImmediate(look)
}

function end(): Stretches {
  state.isOn = false
  delay.disable()
  return {
    longestCpuMs: rounded(state.longestUs / 1e3),
    over10Ms: state.over,
    longestCollectionMs: rounded(state.collectionMs),
    delayP99Ms: rounded(delay.percentile(99) / 1e6),
    delayMaxMs: rounded(delay.max / 1e6),
  }
}

function rounded(ms: number): number {
  return Number(ms.toFixed(1))
}

if (isMainThread && process.send) {
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) state.collectionMs = Math.max(state.collectionMs, duration)
  }).observe({ entryTypes: ['gc'] })
  process.on('message', (message) => {
    if (message === 'begin') begin()
    if (message === 'end') process.send?.(end())
  })
}
