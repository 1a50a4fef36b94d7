import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tool } from '../tests/tools.ts'
import { cpuMsOf } from './calls/engine-use.ts'

export const sipp = tool('sipp')?.path ?? ''
if (sipp === '') throw new Error('this benchmark needs SIPp: sudo apt-get install sip-tester')

export interface SippRun {
  readonly enginePort: number
  /** SIPp's own. */
  readonly port: number
  readonly scenario: string
  readonly args: readonly string[]
  /** For its statistics. */
  readonly scratch: string
  readonly withinSec?: number
}

export interface SippOutcome {
  readonly succeeded: number
  readonly failed: number
  readonly retransmissions: number
  /** From the INVITE to its 200; NaN when nobody was answered. */
  readonly responseP50Ms: number
  readonly responseP99Ms: number
  /** SIPp's own: near 100, it is SIPp that was slow. */
  readonly sippPercentOfACore: number
}

/** Runs a scenario to its end and reads SIPp's own statistics. */
export async function runSipp(run: SippRun): Promise<SippOutcome> {
  const { scenario, port, scratch } = run
  const statistics = join(scratch, `${scenario}-${port}.csv`)
  const all = [`127.0.0.1:${run.enginePort}`, '-sf', scenarioFile(scenario), '-i', '127.0.0.1', '-p', String(port)]
  all.push('-nostdin', '-trace_stat', '-stf', statistics, '-fd', '1', '-trace_rtt', '-rtt_freq', '20')
  all.push('-timeout', String(run.withinSec ?? 120), '-recv_timeout', '20000', ...run.args)
  const startedMs = performance.now()
  const child = spawn(sipp, all, { stdio: 'ignore', cwd: scratch })
  const exited = once(child, 'exit')
  let cpuMs = 0
  const watch = setInterval(() => {
    if (child.exitCode === null) cpuMs = cpuMsOf(child.pid ?? 0)
  }, 250)
  await exited
  clearInterval(watch)
  const [head = '', ...rows] = readFileSync(statistics, 'utf8').trim().split('\n')
  const last = rows.at(-1)?.split(';') ?? []
  const column = (name: string) => Number(last[head.split(';').indexOf(name)] ?? 0)
  const times = responseTimes(scratch, child.pid ?? 0)
  return {
    succeeded: column('SuccessfulCall(C)'),
    failed: column('FailedCall(C)'),
    retransmissions: column('Retransmissions(C)'),
    responseP50Ms: times[Math.floor(times.length * 0.5)] ?? Number.NaN,
    responseP99Ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    sippPercentOfACore: Math.round((100 * cpuMs) / (performance.now() - startedMs)),
  }
}

export function scenarioFile(name: string): string {
  return join(import.meta.dirname, 'sipp', `${name}.xml`)
}

/** In order, milliseconds. */
function responseTimes(scratch: string, pid: number): number[] {
  const file = readdirSync(scratch).find((name) => name.endsWith(`_${pid}_rtt.csv`))
  if (file === undefined) return []
  const rows = readFileSync(join(scratch, file), 'latin1').trim().split('\n').slice(1)
  return rows.map((row) => Number(row.split(';')[1])).sort((a, b) => a - b)
}
