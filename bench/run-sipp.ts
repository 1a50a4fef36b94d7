import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tool } from '../tests/tools.ts'

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

/** Runs a scenario to its end and reads SIPp's own statistics. */
export async function runSipp(run: SippRun): Promise<{ succeeded: number; failed: number }> {
  const { scenario, port, scratch } = run
  const statistics = join(scratch, `${scenario}-${port}.csv`)
  const all = [`127.0.0.1:${run.enginePort}`, '-sf', scenarioFile(scenario), '-i', '127.0.0.1', '-p', String(port)]
  all.push('-nostdin', '-trace_stat', '-stf', statistics, '-fd', '1', '-timeout', String(run.withinSec ?? 120))
  const child = spawn(sipp, [...all, '-recv_timeout', '20000', ...run.args], { stdio: 'ignore', cwd: scratch })
  await once(child, 'exit')
  const [head = '', ...rows] = readFileSync(statistics, 'utf8').trim().split('\n')
  const last = rows.at(-1)?.split(';') ?? []
  const column = (name: string) => Number(last[head.split(';').indexOf(name)] ?? 0)
  return { succeeded: column('SuccessfulCall(C)'), failed: column('FailedCall(C)') }
}

export function scenarioFile(name: string): string {
  return join(import.meta.dirname, 'sipp', `${name}.xml`)
}
