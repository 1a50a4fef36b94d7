import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { carrier, colleagues, company } from '../rehearse/small-design.ts'
import { callBackFlow } from '../run/built-in-flow.ts'
import { CallRun, type Step } from '../run/interpreter.ts'
import type { DriverOperation, DriverOperationKind, OperationResult } from '../run/operation.ts'

const agents = [
  { agentId: 'user-1002', idleSinceMs: 0, lastOfferedMs: 0 },
  { agentId: 'user-1003', idleSinceMs: 0, lastOfferedMs: 5 },
]

/** What the script asks for, each answered by `answers` or by what is likeliest. */
function serve(
  answers: Partial<Record<DriverOperationKind, (operation: DriverOperation, nth: number) => OperationResult>> = {},
  fields: Partial<Queue> = {},
  callback: { number?: string; isInside?: boolean } = {},
) {
  const queue = makeDocument('queue', { id: 'line', name: 'Line', agentIds: ['user-1002', 'user-1003'], ...fields })
  const design = snapshotOf([...colleagues, company(), carrier, queue])
  const { number = '+16045550177', isInside = false } = callback
  const asked: DriverOperation[] = []
  const run = new CallRun({
    design,
    caller: { name: 'Call back', number, origin: { kind: 'trunk' } },
    dialled: number,
    callflowId: '',
    builtIn: callBackFlow({ callbackId: 'c', queueId: 'line', number, name: '', isInside }, agents),
  })
  const likeliest: Partial<Record<DriverOperationKind, OperationResult>> = {
    dial: { outcome: 'answered', legIndex: 0 },
    play: { outcome: 'completed' },
    talk: { outcome: 'callee-hung-up' },
    now: { epochMs: 0, steadyMs: 0 },
    'start-recording': { outcome: 'started' },
  }
  let step: Step = run.begin(0)
  while (step.kind === 'perform' && asked.length < 50) {
    const { operation } = step
    const nth = asked.filter(({ kind }) => kind === operation.kind).length
    asked.push(operation)
    const values = operation.kind === 'read-state' ? { values: operation.keys.map(() => undefined) } : undefined
    step = run.resume(answers[operation.kind]?.(operation, nth) ?? values ?? likeliest[operation.kind] ?? {}, 0)
  }
  const kinds = asked.map(({ kind }) => kind).filter((kind) => kind !== 'read-state')
  const reports = asked.flatMap((each) =>
    each.kind === 'report-agents' ? [`${each.agentIds.join(' ')} ${each.outcome}`] : [],
  )
  const became = asked.flatMap((each) => (each.kind === 'report-callback' ? [each.outcome] : []))
  const dials = asked.flatMap((each) => (each.kind === 'dial' ? [each] : []))
  return { asked, kinds, reports, became, dials, ended: step }
}

const second = (result: OperationResult) => ({
  dial: (_: DriverOperation, nth: number): OperationResult =>
    nth === 0 ? { outcome: 'answered', legIndex: 0 } : result,
})

describe('calling somebody back', () => {
  it('rings an agent first, tells them whom, calls by the way any call leaves, and lets them talk', () => {
    const { kinds, dials, reports, became, asked } = serve()
    expect(kinds.filter((kind) => kind !== 'report-agents')).toEqual([
      'dial',
      'become-caller',
      'play',
      'dial',
      'report-callback',
      'talk',
    ])
    expect(dials.map(({ legs }) => legs.map(({ target }) => target))).toEqual([
      [{ kind: 'device', deviceId: 'device-1002' }],
      [{ kind: 'number', number: '+16045550177', trunkId: 'trunk' }],
    ])
    expect(dials[0]).toMatchObject({ callerHears: 'ringback', exitKeys: '' })
    expect(dials[1]?.legs[0]).toMatchObject({ callerNumber: '+16045550100', timeoutMs: 30_000 })
    expect(asked.find(({ kind }) => kind === 'play')).toMatchObject({
      sounds: [{ promptId: 'queue-callback_agent' }, { kind: 'digits', text: '+16045550177' }],
    })
    expect(reports).toEqual(['user-1002 ringing', 'user-1002 answered', 'user-1002 finished'])
    expect(became).toEqual(['reached'])
  })

  it('calls nobody while no agent answers', () => {
    const { reports, became, dials } = serve({ dial: () => ({ outcome: 'failed', cause: 'no-answer' }) })
    expect([reports, became, dials.length]).toEqual([['user-1002 ringing', 'user-1002 missed'], [], 1])
  })

  it('tells the agent that nobody answers, who is free again', () => {
    const { asked, reports, became } = serve(second({ outcome: 'failed', cause: 'busy' }))
    expect(became).toEqual(['not-reached'])
    expect(asked.at(-2)).toMatchObject({ kind: 'play', sounds: [{ promptId: 'queue-callback_no_answer' }] })
    expect(reports.at(-1)).toBe('user-1002 finished')
  })

  it('does not call what may not be called any more', () => {
    const { became, dials } = serve({}, {}, { number: '+493012345678' })
    expect([became, dials.length]).toEqual([['refused'], 1])
    expect(serve({}, { callbackAbroad: true }, { number: '+493012345678' }).became).toEqual(['reached'])
  })

  it('calls a colleague at their phone', () => {
    const { dials } = serve({}, {}, { number: '1001', isInside: true })
    expect(dials[1]?.legs).toMatchObject([{ target: { kind: 'device', deviceId: 'device-1001' } }])
  })

  it('records and rings as its queue says', () => {
    const { kinds, dials } = serve({}, { recordCalls: true, ringAtOnce: 2, callbackRingSec: 45 })
    expect(kinds).toContain('start-recording')
    expect([dials[0]?.legs.length, dials[1]?.timeoutMs]).toEqual([2, 45_000])
  })
})
