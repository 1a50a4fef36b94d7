import { describe, expect, it } from 'vitest'
import { type Device, makeDocument, type User } from '../design/document.ts'
import {
  call,
  type CallAbout,
  colleague,
  company,
  drawFlow,
  type FlowDrawing,
  outsideCaller,
  path,
  rung,
} from '../rehearse/small-design.ts'

/** 1001's calls are forwarded to 8000, a line of ours (M88b). */
const forwarding = (fields: Partial<User['callForward']> = {}): User => {
  const { callForward } = colleague('user', '1001')
  return colleague('user', '1001', { callForward: { ...callForward, enabled: true, number: '8000', ...fields } })
}
const line = drawFlow({ id: 'line', numbers: ['8000'], nodes: { response: {} } })
const group = (...ids: string[]): FlowDrawing => ({
  nodes: { 'ring-group': { members: ids.map((id) => ({ id, timeoutSec: 20 })) }, 'hang-up': {} },
  wires: ['ring-group _ hang-up'],
})

function went(drawing: FlowDrawing, choices: string[], about: CallAbout = {}) {
  const documents = [company(), line, forwarding(), ...(about.documents ?? [])]
  const ended = call([drawFlow(drawing)], choices, { caller: outsideCaller, ...about, documents })
  return { rung: rung(ended), path: path(ended) }
}

describe('forwarding to a line of the company', () => {
  it('goes on in its callflow at once from a ring group where nobody else rings', () => {
    expect(went(group('user-1001'), [])).toEqual({ rung: [], path: ['ring-group call-flow', 'response end'] })
  })

  it('goes on there from a ring group when nobody else has answered, and never to a carrier', () => {
    const one = went(group('user-1001', 'user-1002'), ['no-answer'])
    expect(one).toEqual({ rung: [['1002']], path: ['ring-group call-flow', 'response end'] })
    expect(went(group('user-1001', 'user-1002'), ['answer:0', 'callee-hangs-up']).path).toEqual(['ring-group end'])
  })

  it('rings everybody as often as the ring group says before that', () => {
    const again = group('user-1001', 'user-1002')
    const settings = { ...again.nodes['ring-group'], repeats: 2 }
    const called = went({ ...again, nodes: { ...again.nodes, 'ring-group': settings } }, ['no-answer', 'no-answer'])
    expect(called.rung).toEqual([['1002'], ['1002']])
  })

  it('in a ring group is not followed by those who forward direct calls only', () => {
    const documents = [forwarding({ directCallsOnly: true })]
    expect(went(group('user-1001'), ['no-answer'], { documents }).path).toEqual(['ring-group _', 'hang-up end'])
  })

  it('beside one’s own phones rings those first', () => {
    const documents = [forwarding({ substitute: false })]
    const user: FlowDrawing = { nodes: { user: { userId: 'user-1001' } } }
    expect(went(user, ['no-answer'], { documents })).toEqual({
      rung: [['1001']],
      path: ['user call-flow', 'response end'],
    })
  })

  it('for when no phone is online waits for that', () => {
    const documents = [forwarding({ enabled: false, whenUnregistered: true })]
    const user: FlowDrawing = { nodes: { user: { userId: 'user-1001' }, 'hang-up': {} }, wires: ['user _ hang-up'] }
    expect(went(user, ['unregistered'], { documents }).path).toEqual(['user call-flow', 'response end'])
    expect(went(user, ['no-answer'], { documents }).path).toEqual(['user _', 'hang-up end'])
  })

  it('is understood in any writing of a number of ours', () => {
    const did = drawFlow({ id: 'line', numbers: ['+16045550188'], nodes: { response: {} } })
    const documents = [forwarding({ number: '(604) 555-0188' }), did]
    expect(went(group('user-1001'), [], { documents })).toEqual({
      rung: [],
      path: ['ring-group call-flow', 'response end'],
    })
  })

  it('of a cell phone’s number goes on there too', () => {
    const cell = (fields: Partial<Device>) =>
      makeDocument('device', { id: 'cell', name: 'Cell', type: 'cell-phone', outsideNumber: '8000', ...fields })
    const device: FlowDrawing = { nodes: { device: { deviceId: 'cell' } } }
    expect(went(device, [], { documents: [cell({})] })).toEqual({
      rung: [],
      path: ['device call-flow', 'response end'],
    })
    expect(went(device, ['no-answer'], { documents: [cell({ outsideNumber: '6045550188' })] }).rung).toEqual([
      ['+16045550188'],
    ])
  })
})

describe('an agent whose calls are forwarded to a line of the company', () => {
  const queue = (...agentIds: string[]) => makeDocument('queue', { id: 'queue', name: 'Sales', agentIds })
  const flow: FlowDrawing = { nodes: { queue: { queueId: 'queue' } } }

  it('takes the caller there when no other agent is free', () => {
    expect(went(flow, ['agents-free'], { documents: [queue('user-1001')] })).toEqual({
      rung: [],
      path: ['queue call-flow', 'response end'],
    })
  })

  it('does not while another agent’s phone can ring', () => {
    const called = went(flow, ['agents-free', 'agents-free'], { documents: [queue('user-1001', 'user-1002')] })
    expect(called.rung).toEqual([['1002']])
  })
})
