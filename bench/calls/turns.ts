import { record } from '../record.ts'
import type { CommandLine } from './command-line.ts'

export type Measured = Readonly<Record<string, number>>

/**
 * Measures a case as often as was asked for and keeps the medians. With another tree, the two take turns, so that whatever else the machine does is
 * shared by both.
 */
export async function inTurns(
  name: string,
  { otherTree, turns }: CommandLine,
  measure: (tree: string | undefined) => Promise<Measured>,
): Promise<void> {
  const before: Measured[] = []
  const own: Measured[] = []
  for (let turn = 0; turn < turns; turn++) {
    if (otherTree !== undefined) before.push(await measure(otherTree))
    own.push(await measure(undefined))
  }
  if (otherTree === undefined) record(name, medians(own))
  else record(`${name}-compared`, { 'the other tree': medians(before), 'this tree': medians(own) })
}

function medians(all: readonly Measured[]): Measured {
  const keys = Object.keys(all[0] ?? {})
  return Object.fromEntries(keys.map((key) => [key, median(all.map((each) => each[key] ?? Number.NaN))]))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
