import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { call, drawFlow, outsideCaller, path } from '../rehearse/small-design.ts'
import { CallRun } from './interpreter.ts'
import { callerGone } from './interruption.ts'
import { runCall } from './run-call.ts'

describe('walking a callflow (A0)', () => {
  it('a missing branch falls back to `_`, a missing `_` ends the call', () => {
    const flow = drawFlow({
      nodes: { user: { userId: 'user-1001' }, 'reset-prepend': {} },
      wires: ['user _ reset-prepend'],
    })
    const missed = call([flow], ['busy'])
    expect(path(missed)).toEqual(['user _', 'reset-prepend _'])
    expect(missed.ended?.reason).toBe('dead-end')
  })

  it('unknown and disabled steps, and settings that do not parse, are skipped with a reason', () => {
    const drawn = drawFlow({
      nodes: { 'from-elsewhere': { url: 'x' }, user: { timeoutSec: -5 }, 'hang-up:off': {}, response: {} },
      wires: ['from-elsewhere _ user', 'user _ hang-up:off', 'hang-up:off _ response'],
    })
    const off = drawn.nodes['hang-up-off']
    const flow = { ...drawn, nodes: { ...drawn.nodes, ...(off ? { 'hang-up-off': { ...off, disabled: true } } : {}) } }
    const walked = call([flow], [])
    const skipped = walked.trace.flatMap((event) => (event.kind === 'node-skipped' ? event.why : []))
    expect(skipped).toEqual(['unknown-module', 'invalid-settings', 'disabled'])
    expect(walked.ended?.sipStatus).toBe(486)
  })

  describe('the callflow step (M35)', () => {
    it('comes back to its own `_` when the other flow stops', () => {
      const main = drawFlow({
        nodes: { callflow: { callflowId: 'sub' }, 'hang-up': {} },
        wires: ['callflow _ hang-up'],
      })
      const sub = drawFlow({ id: 'sub', nodes: { prepend: { namePrefix: 'x' } } })
      expect(path(call([main, sub], []))).toEqual(['callflow call-flow', 'prepend _', 'hang-up end'])
    })

    it('does not come back from a definite end', () => {
      const main = drawFlow({
        nodes: { callflow: { callflowId: 'sub' }, response: {} },
        wires: ['callflow _ response'],
      })
      const sub = drawFlow({ id: 'sub', nodes: { 'hang-up': {} } })
      expect(call([main, sub], []).ended?.reason).toBe('hung-up')
    })

    it('goes on by `_` when the other flow is gone', () => {
      const main = drawFlow({
        nodes: { callflow: { callflowId: 'gone' }, 'hang-up': {} },
        wires: ['callflow _ hang-up'],
      })
      expect(path(call([main], [])).at(-1)).toBe('hang-up end')
    })

    it('a flow that calls itself ends after 50 jumps (M58)', () => {
      const looped = call([drawFlow({ nodes: { callflow: { callflowId: 'flow' } } })], [])
      expect(looped.ended).toMatchObject({ reason: 'jump-limit', message: 'more than 50 callflow jumps in one call' })
      expect(looped.trace.filter(({ kind }) => kind === 'flow-entered')).toHaveLength(51)
    })
  })

  it('wires in a circle end the call instead of hanging it', () => {
    const flow = drawFlow({
      nodes: { prepend: {}, 'reset-prepend': {} },
      wires: ['prepend _ reset-prepend', 'reset-prepend _ prepend'],
    })
    expect(call([flow], []).ended?.reason).toBe('step-limit')
  })

  it('a flow or entry that does not exist is a dead end', () => {
    expect(call([], [], { callflowId: 'nowhere' }).ended?.reason).toBe('dead-end')
    expect(call([{ ...drawFlow({ nodes: {} }), entry: 'gone' }], []).ended?.reason).toBe('dead-end')
  })

  it('nothing happens after the end', () => {
    const run = new CallRun({
      design: snapshotOf([]),
      callflowId: 'x',
      dialled: '1',
      caller: outsideCaller,
    })
    const ended = run.begin()
    expect(run.resume({}, 5)).toBe(ended)
    expect(run.interrupt({ kind: 'caller-gone' }, 6)).toBe(ended)
    expect(run.fail('late', 7)).toBe(ended)
    expect(run.trace.at(-1)?.kind).toBe('call-ended')
  })
})

describe('when the driver breaks', () => {
  it('scripts clean up before the call ends: the place in the queue is given back', () => {
    const queue = makeDocument('queue', { id: 'line', name: 'Line' })
    const flow = drawFlow({ nodes: { queue: { queueId: 'line' } } })
    const design = snapshotOf([flow, queue])
    const run = new CallRun({ design, callflowId: 'flow', dialled: '1', caller: outsideCaller })
    const results = [
      { waiting: 0, agentsReady: 1, agentsBusy: 0, agentsAway: 0 },
      { outcome: 'joined', ticket: 't', position: 1 } as const,
    ]
    run.begin()
    for (const result of results) run.resume(result, 0)
    expect(run.fail('no media port', 1)).toMatchObject({ operation: { kind: 'leave-queue', ticket: 't' } })
    expect(run.fail('still none', 2)).toMatchObject({ kind: 'ended', reason: 'failed' })
  })
})

describe('running with a driver', () => {
  const flow = drawFlow({ nodes: { 'play-media': { mediaId: 'm' }, 'hang-up': {} }, wires: ['play-media _ hang-up'] })
  const input = { design: snapshotOf([flow]), callflowId: 'flow', dialled: '1', caller: outsideCaller }
  const driver = (result: () => object) => ({
    perform: async () => result() as never, // one answer for every operation of this flow
    elapsedMs: () => 0,
  })

  it('ends as the script says', async () => {
    expect(
      await runCall(
        input,
        driver(() => ({ outcome: 'completed' })),
      ),
    ).toMatchObject({ reason: 'hung-up' })
  })

  it('the caller hanging up, and a broken driver, are ends and not exceptions', async () => {
    const gone = driver(() => {
      throw callerGone
    })
    expect(await runCall(input, gone)).toMatchObject({ reason: 'caller-gone' })
    const broken = driver(() => {
      throw new Error('no media port')
    })
    expect(await runCall(input, broken)).toMatchObject({ reason: 'failed', message: 'no media port' })
  })
})
