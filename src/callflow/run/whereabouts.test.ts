import { describe, expect, it } from 'vitest'
import type { Callflow } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { drawFlow, outsideCaller } from '../rehearse/small-design.ts'
import { type CallInput, CallRun } from './interpreter.ts'
import type { TraceEvent } from './trace.ts'
import type { Whereabouts } from './whereabouts.ts'

const main = drawFlow({ nodes: { callflow: { callflowId: 'sub' }, 'hang-up': {} }, wires: ['callflow _ hang-up'] })
const sub = drawFlow({
  id: 'sub',
  nodes: { prepend: { namePrefix: 'Sales ' }, sleep: { durationSec: 5 } },
  wires: ['prepend _ sleep'],
})

/** The same step by its id, which does something else now. */
const withAnotherKind = (flow: Callflow, nodeId: string): Callflow => ({
  ...flow,
  nodes: Object.fromEntries(
    Object.entries(flow.nodes).map(([id, node]) => [
      id,
      id === nodeId ? { ...node, type: 'response', settings: {} } : node,
    ]),
  ),
})

/** The events of a call through these flows up to its first operation, and the call. */
function begin(flows: readonly Callflow[], more: Partial<CallInput> = {}) {
  const events: TraceEvent[] = []
  const run = new CallRun({
    design: snapshotOf([...flows]),
    callflowId: main.id,
    dialled: '8000',
    caller: outsideCaller,
    onEvent: (event) => void events.push(event),
    ...more,
  })
  const step = run.begin()
  const entered = events.flatMap((event) => (event.kind === 'node-entered' ? [event.nodeId] : []))
  return { run, step, entered, events }
}

/** Asleep in the flow that the main one has called, its prefix put before the name. */
function asleep(): Whereabouts {
  const { run, step } = begin([main, sub])
  expect(step).toMatchObject({ kind: 'perform', callflowId: 'sub', nodeId: 'sleep' })
  const { whereabouts } = run
  if (!whereabouts) throw new Error('the call is nowhere')
  return whereabouts
}

describe('a call that goes on in another process', () => {
  it('is in the steps it was in, the one at hand last, with what it has learnt', () => {
    const { path, state } = asleep()
    expect(path.map(({ callflowId, type }) => [callflowId, type])).toEqual([
      [main.id, 'callflow'],
      ['sub', 'sleep'],
    ])
    expect(state.prefixes.name).toBe('Sales ')
  })

  it('goes on in its step, and comes back to the flow that had called', () => {
    const { run, entered } = begin([main, sub], { goesOnAt: asleep() })
    expect(entered).toEqual(['sleep'])
    const end = run.resume({}, 5_000)
    expect(end).toMatchObject({ kind: 'ended', reason: 'hung-up' })
  })

  it.each([
    ['the step at hand', [main, drawFlow({ id: 'sub', nodes: { prepend: { namePrefix: 'Sales ' } } })]],
    ['a step of that kind', [main, withAnotherKind(sub, 'sleep')]],
    ['the step that called its flow', [drawFlow({ nodes: { 'hang-up': {} } }), sub]],
    ['the flow that called', [drawFlow({ id: 'another', nodes: { 'hang-up': {} } }), sub]],
  ])('begins as any other call where %s is no more, and knows what it had learnt', (_what, flows) => {
    const { run, entered } = begin(flows, { goesOnAt: asleep() })
    expect(entered[0]).not.toBe('sleep')
    expect(run.state.prefixes.name).toContain('Sales ')
  })
})
