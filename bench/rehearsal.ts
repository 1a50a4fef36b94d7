/**
 * A rehearsed call of 500 questions: answered one after another as a person does at the rehearsal panel (what a click costs at its beginning and at
 * its end, and what taking one back costs), and played through in one go. Run: node bench/rehearsal.ts
 */
import { makeDocument } from '../src/callflow/design/document.ts'
import { step } from '../src/callflow/design/extension.ts'
import { gridPosition } from '../src/callflow/design/layout.ts'
import { snapshotOf } from '../src/callflow/design/snapshot.ts'
import { playThrough } from '../src/callflow/rehearse/play-through.ts'
import { choose, type Rehearsal, rerun, startRehearsal, stepBack } from '../src/callflow/rehearse/rehearsal.ts'
import { record } from './record.ts'

const QUESTIONS = 500
const RUNS = 9

const nodes = Array.from({ length: QUESTIONS }, (_, index) =>
  step(`say-${index}`, 'play-media', { mediaId: 'hello' }, gridPosition(0, index)),
)
const design = snapshotOf([
  makeDocument('account', { id: 'account', name: 'Bench' }),
  makeDocument('media', { id: 'hello', name: 'Hello' }),
  makeDocument('callflow', {
    id: 'flow',
    name: 'Announcements',
    numbers: ['8000'],
    entry: 'say-0',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: nodes.slice(1).map((node, index) => ({ from: `say-${index}`, branch: '_', to: node.id })),
  }),
])

const caller = { name: 'Bench', number: '+16045550100', origin: { kind: 'trunk' } } as const
const setup = { dialled: '8000', caller, startMs: 1_795_000_000_000 }

const median = (times: readonly number[]) => times.toSorted((left, right) => left - right)[times.length >> 1] ?? 0
const round = (ms: number) => Number(ms.toFixed(3))

function timed<T>(action: () => T): { readonly made: T; readonly ms: number } {
  const startMs = performance.now()
  const made = action()
  return { made, ms: performance.now() - startMs }
}

/** Milliseconds of each click until the call ends, and the rehearsal before the last one. */
function clickThrough(): { readonly clicks: readonly number[]; readonly last: Rehearsal } {
  let last = startRehearsal(design, setup)
  const clicks: number[] = []
  for (;;) {
    const { made, ms } = timed(() => choose(last, 'finished'))
    clicks.push(ms)
    if (made.ended) return { clicks, last }
    last = made
  }
}

const all = Array.from({ length: RUNS }, clickThrough)
const [{ last }] = all as [(typeof all)[number]] // RUNS is above 0
const share = (from: number, to: number) => round(median(all.flatMap(({ clicks }) => clicks.slice(from, to))))
const repeated = (action: () => unknown) => round(median(Array.from({ length: RUNS }, () => timed(action).ms)))

record('rehearsal', {
  questions: QUESTIONS,
  'played through (ms)': repeated(() => playThrough(design, setup, { keys: [], phones: {}, otherPhones: 'answer' })),
  'clicked through (ms)': round(median(all.map(({ clicks }) => clicks.reduce((sum, ms) => sum + ms, 0)))),
  'a click among the first 50 (ms)': share(0, 50),
  'a click among the last 50 (ms)': share(QUESTIONS - 50, QUESTIONS),
  'one step back at the end (ms)': repeated(() => stepBack(last)),
  'again on an edited design (ms)': repeated(() => rerun(last, snapshotOf(design.documents()))),
})
