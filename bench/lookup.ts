/**
 * What a call costs before its first step, in a design of 10,000 callflows and 100 feature codes: finding the flow by its number, by a pattern, or
 * not at all; and, once per design, the first call, which sorts all numbers. Run: node bench/lookup.ts
 */
import { makeDocument } from '../src/callflow/design/document.ts'
import { type DesignSnapshot, snapshotOf } from '../src/callflow/design/snapshot.ts'
import { admit } from '../src/callflow/numbering/admit.ts'
import { lookupNumber } from '../src/callflow/numbering/lookup.ts'
import { CallRun } from '../src/callflow/run/interpreter.ts'
import type { Caller } from '../src/callflow/run/script.ts'
import { record } from './record.ts'

const FLOWS = 10_000
const CODES = 100
const RUNS = 7
const LOOKUPS = 2_000

const caller: Caller = { name: 'Bench', number: '+16045550100', origin: { kind: 'trunk' } }
const colleague: Caller = { name: '', number: '1', origin: { kind: 'device', deviceId: 'none' } }
const documents = [
  makeDocument('account', { id: 'account', name: 'Large company' }),
  ...Array.from({ length: FLOWS }, (_, index) =>
    makeDocument('callflow', {
      id: `flow-${index}`,
      name: `Line ${index}`,
      numbers: [String(100_000 + index), `+1604${5_000_000 + index}`],
      patterns: index < CODES ? [`^\\*${100 + index}([0-9]*)$`] : [],
    }),
  ),
]

const median = (times: readonly number[]) => times.toSorted((left, right) => left - right)[times.length >> 1] ?? 0

function microseconds(action: () => void): number {
  const startMs = performance.now()
  action()
  return (performance.now() - startMs) * 1_000
}

function lookups(design: DesignSnapshot, dialled: readonly string[]): number {
  const perLookup = Array.from({ length: RUNS }, () =>
    microseconds(() => {
      for (let run = 0; run < LOOKUPS; run++) {
        lookupNumber(design, dialled[run % dialled.length] ?? '', { isInternal: true })
      }
    }),
  )
  return Number((median(perLookup) / LOOKUPS).toFixed(3))
}

/** All that is decided at the door: writings, blacklists, groups, trunks. */
function admissions(design: DesignSnapshot, by: Caller, dialled: readonly string[]): number {
  const perCall = Array.from({ length: RUNS }, () =>
    microseconds(() => {
      for (let run = 0; run < LOOKUPS; run++) admit(design, by, dialled[run % dialled.length] ?? '')
    }),
  )
  return Number((median(perCall) / LOOKUPS).toFixed(3))
}

function start(design: DesignSnapshot, dialled: string): void {
  const found = lookupNumber(design, dialled, { isInternal: false })
  if (found) new CallRun({ design, dialled, caller, ...found }).begin(0)
}

const design = snapshotOf(documents)
const first = Array.from({ length: RUNS }, () => {
  const fresh = snapshotOf(documents)
  return microseconds(() => start(fresh, '+16045000777')) / 1_000
})
const each = (make: (index: number) => string) => Array.from({ length: 997 }, (_, index) => make(index))

record('lookup', {
  callflows: FLOWS,
  patterns: CODES,
  'by number (µs)': lookups(
    design,
    each((index) => String(100_000 + index * 10)),
  ),
  'by pattern (µs)': lookups(
    design,
    each((index) => `*${100 + (index % CODES)}55`),
  ),
  'nothing found (µs)': lookups(
    design,
    each((index) => String(9_000_000 + index)),
  ),
  'admitted from outside (µs)': admissions(
    design,
    caller,
    each((index) => `604${5_000_000 + index * 10}`),
  ),
  'admitted from a phone (µs)': admissions(
    design,
    colleague,
    each((index) => String(100_000 + index * 10)),
  ),
  'no callflow, from a phone (µs)': admissions(
    design,
    colleague,
    each((index) => `778${5_000_000 + index}`),
  ),
  'first call of a design (ms)': Number(median(first).toFixed(2)),
  'number to first step (µs)': Number(
    median(
      Array.from({ length: LOOKUPS }, (_, index) => microseconds(() => start(design, String(100_000 + index)))),
    ).toFixed(2),
  ),
})
