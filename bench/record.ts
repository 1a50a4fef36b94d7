import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

/** What the numbers were taken on; a number without it means nothing. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  readonly platform: string
  /** One-minute load average at the end: well above 1, and others were using the machine as well. */
  readonly load: number
}

export function thisMachine(): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  }
}

/** Prints the measurements and keeps them in `bench/results/<name>.json`. Nothing is ever compared or asserted here. */
export function record(name: string, measurements: Readonly<Record<string, unknown>>): void {
  const directory = join(import.meta.dirname, 'results')
  mkdirSync(directory, { recursive: true })
  const entry = { name, takenOn: new Date().toISOString().slice(0, 10), machine: thisMachine(), measurements }
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(entry, null, 2)}\n`)
  console.log(name)
  console.table(measurements)
}
