/**
 * Checks a design of 1,000 callflows with 10,000 steps, whole and after one edit of each kind that administrators make.
 * Run: node bench/check.ts
 */
import { check, recheck } from '../src/callflow/check/check-design.ts'
import { snapshotOf } from '../src/callflow/design/snapshot.ts'
import { FLOWS, largeDesign } from './large-design.ts'
import { record } from './record.ts'

const RUNS = 5

const median = (times: readonly number[]) => times.toSorted((left, right) => left - right)[times.length >> 1] ?? 0

function timed(action: () => void): number {
  const start = performance.now()
  action()
  return performance.now() - start
}

/** Everything is made anew for each run: settings are parsed once per callflow object and would come from memory otherwise. */
const wholeMs = Array.from({ length: RUNS }, () => {
  const fresh = snapshotOf(largeDesign())
  return timed(() => check(fresh))
})

const documents = largeDesign()
const before = snapshotOf(documents)
const checked = check(before)
const edits: Readonly<Record<string, string>> = {
  callflow: 'flow-500',
  menu: 'menu-500',
  user: 'user-500',
  'schedule rule (50 callflows)': 'rule-5',
  'greeting of every menu and callflow': 'media',
  account: 'account',
}
const editMs = Object.fromEntries(
  Object.entries(edits).map(([what, id]) => {
    const times = Array.from({ length: 4 * RUNS }, (_, run) => {
      const after = snapshotOf(documents.map((each) => (each.id === id ? { ...each, name: `Edited ${run}` } : each)))
      return timed(() => recheck(checked, before, after, [id]))
    })
    return [`one edit: ${what} (ms)`, Number(median(times).toFixed(2))]
  }),
)

record('check', {
  callflows: FLOWS,
  steps: FLOWS * 10,
  documents: documents.length,
  findings: checked.findings.length,
  'whole (ms)': Number(median(wholeMs).toFixed(1)),
  ...editMs,
})
