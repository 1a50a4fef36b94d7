import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** Of every benchmark that measures an engine in a process of its own. */
export interface CommandLine {
  /** Which cases to run; empty: all. */
  readonly cases: readonly string[]
  /** Another working tree, whose engine is measured in turns with this one's. */
  readonly otherTree: string | undefined
  readonly turns: number
  /** Undefined: the benchmark's own. */
  readonly seconds: number | undefined
}

/** `[case ...] [--engine DIR] [--turns N] [--seconds N]` */
export function commandLine(): CommandLine {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string' }, turns: { type: 'string' }, seconds: { type: 'string' } },
  })
  return {
    cases: positionals,
    otherTree: values.engine === undefined ? undefined : resolve(values.engine),
    turns: wholeNumber('--turns', values.turns) ?? 1,
    seconds: wholeNumber('--seconds', values.seconds),
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${name} ${text} is no number from 1 to 99999`)
  return Number(text)
}
