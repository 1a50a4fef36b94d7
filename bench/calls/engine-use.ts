import { existsSync, readFileSync } from 'node:fs'
import type { TestEngine } from '../../tests/harness/engine.ts'
import { until } from '../../tests/harness/until.ts'

const CLOCK_TICKS_PER_SECOND = 100
if (!existsSync('/proc/self/stat')) throw new Error('this benchmark reads CPU time from /proc, which only Linux has')

/** What an engine's process used between two moments. */
export interface EngineUse {
  /** User and system time, all threads. */
  readonly cpuMs: number
  /** Of the signalling thread alone. */
  readonly mainThreadCpuMs: number
  readonly elapsedMs: number
  readonly loopDelayP99Ms: number
  readonly loopDelayMaxMs: number
}

/** Begins to measure; the engine runs with `loopDelayArgs`. */
export async function watchEngine(engine: TestEngine): Promise<() => Promise<EngineUse>> {
  const pid = engine.process.pid ?? 0
  await loopDelay(engine) // from now on
  const before = { cpuMs: cpuMsOf(pid), mainThreadCpuMs: mainThreadCpuMsOf(pid), atMs: performance.now() }
  return async () => ({
    cpuMs: cpuMsOf(pid) - before.cpuMs,
    mainThreadCpuMs: mainThreadCpuMsOf(pid) - before.mainThreadCpuMs,
    elapsedMs: performance.now() - before.atMs,
    ...(await loopDelay(engine)),
  })
}

export const loopDelayArgs: readonly string[] = ['--import', new URL('./loop-delay.ts', import.meta.url).href]

/** User and system time of a whole process, all threads. */
export function cpuMsOf(pid: number): number {
  return cpuMsIn(`/proc/${pid}/stat`)
}

/** Resident memory of a process. */
export function memoryMiBOf(pid: number): number {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1_024)
}

export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}

function mainThreadCpuMsOf(pid: number): number {
  return cpuMsIn(`/proc/${pid}/task/${pid}/stat`)
}

function cpuMsIn(path: string): number {
  const fields = readFileSync(path, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return (ticks * 1_000) / CLOCK_TICKS_PER_SECOND
}

async function loopDelay({ process, log }: TestEngine): Promise<{ loopDelayP99Ms: number; loopDelayMaxMs: number }> {
  const said = () => [...log().matchAll(/^loop-delay (\S+) (\S+)$/gm)]
  const { length } = said()
  process.kill('SIGUSR2')
  await until('the engine says how late it was', () => said().length > length)
  const [, p99, max] = said().at(-1) ?? []
  return { loopDelayP99Ms: Number(p99), loopDelayMaxMs: Number(max) }
}
