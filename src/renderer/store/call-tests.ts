import { create } from 'zustand'
import { changedBetween } from '../../callflow/check/check-design.ts'
import type { DocumentId } from '../../callflow/design/kind.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { type DocumentChange, groundOf, isAffected } from '../../callflow/prove/affected.ts'
import { type CallTestResult, hasPassed, runCallTest } from '../../callflow/prove/run-test.ts'
import { designSnapshot, useDesign } from './design.ts'

/** The call tests of the open design, run again whenever nothing has changed for a moment: those that an edit can affect. */

export interface CallTestsState {
  readonly results: ReadonlyMap<DocumentId, CallTestResult>
  /** How many still wait for their turn. */
  readonly waiting: number
}

export const useCallTests = create<CallTestsState>()(() => ({ results: new Map(), waiting: 0 }))

export const failedOf = ({ results }: CallTestsState): readonly CallTestResult[] =>
  [...results.values()].filter((result) => !hasPassed(result))

/** Of the design as it is at this moment, once each test has had its turn: those that fail. */
export async function failingCallTests(): Promise<readonly CallTestResult[]> {
  clearTimeout(planned)
  plan()
  while (queue.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    runSome()
  }
  return failedOf(useCallTests.getState())
}

const QUIET_MS = 300
/** A frame has 16. */
const SLICE_MS = 8

let planned: ReturnType<typeof setTimeout> | undefined
let lastDesign: DesignSnapshot | undefined
const grounds = new Map<DocumentId, ReadonlySet<DocumentId>>()
let queue: DocumentId[] = []

useDesign.subscribe((state, before) => {
  if (state.documents.byId === before.documents.byId) return
  clearTimeout(planned)
  planned = setTimeout(plan, QUIET_MS)
})

function plan(): void {
  const design = designSnapshot()
  const changes = lastDesign ? changesBetween(lastDesign, design) : []
  lastDesign = design
  const tests = design.list('call-test')
  const known = new Set(tests.map(({ id }) => id))
  const { results } = useCallTests.getState()
  const waiting = new Set(queue)
  const isDue = (id: DocumentId) => {
    const ground = grounds.get(id)
    return !ground || waiting.has(id) || isAffected(ground, changes)
  }
  queue = tests.flatMap(({ id }) => (isDue(id) ? [id] : []))
  for (const id of grounds.keys()) if (!known.has(id)) grounds.delete(id)
  const kept = new Map([...results].filter(([id]) => known.has(id)))
  useCallTests.setState({ results: kept, waiting: queue.length })
  if (queue.length > 0) planned = setTimeout(runSome, 0)
}

function changesBetween(before: DesignSnapshot, after: DesignSnapshot): readonly DocumentChange[] {
  return changedBetween(before, after).map((id) => {
    const [was, is] = [before.get(id), after.get(id)]
    return { ...(was ? { before: was } : {}), ...(is ? { after: is } : {}) }
  })
}

/** As many as fit between two frames, then the page has its turn. */
function runSome(): void {
  const design = lastDesign
  if (!design) return
  const results = new Map(useCallTests.getState().results)
  const untilMs = performance.now() + SLICE_MS
  while (queue.length > 0 && performance.now() < untilMs) {
    const id = queue.shift()
    const test = design.find('call-test', id)
    if (!test) continue
    const result = runCallTest(test, design)
    results.set(test.id, result)
    grounds.set(test.id, groundOf(result, design))
  }
  useCallTests.setState({ results, waiting: queue.length })
  if (queue.length > 0) planned = setTimeout(runSome, 0)
}
