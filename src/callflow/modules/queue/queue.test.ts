import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../design/document.ts'
import { call, type CallAbout, drawFlow, operations, path } from '../../rehearse/small-design.ts'
import { agentsInTurn } from '../../scripts/offer-to-agents.ts'

// What the rows M47-M49 and A9 promise is tested in tests/conformance/rows/a9-queue.test.ts.

const agentIds = ['user-1001', 'user-1002', 'user-1003']
const line = (fields: Partial<Queue> = {}) => makeDocument('queue', { id: 'line', name: 'Line', agentIds, ...fields })

function queueCall(choices: string[], fields: Partial<Queue> = {}, about: CallAbout = {}) {
  const flow = drawFlow({
    nodes: { queue: { queueId: 'line' }, 'hang-up': {}, 'hang-up:exit': {} },
    wires: ['queue _ hang-up', 'queue exit-key hang-up:exit'],
  })
  return call([flow], choices, { ...about, documents: [line(fields)] })
}

describe('queue', () => {
  it('gives the place in line back before they talk', () => {
    const talked = queueCall(['agents-free', 'answer:0', 'callee-hangs-up'])
    const order = talked.trace.flatMap((event) => (event.kind === 'operation' ? event.operation.kind : []))
    expect(order.indexOf('leave-queue')).toBeLessThan(order.indexOf('talk'))
  })

  it('pauses after an offer that fails at once, so that it does not spin', () => {
    expect(operations(queueCall(['agents-free', 'unregistered']), 'wait')).toMatchObject([{ durationMs: 1_000 }])
    expect(operations(queueCall(['agents-free', 'no-answer']), 'wait')).toEqual([])
  })

  it('lets the caller leave by the exit key while an agent rings', () => {
    expect(path(queueCall(['agents-free', 'keys:#']))[0]).toBe('queue exit-key')
  })

  it('ends the wait also while an agent rings', () => {
    const offered = queueCall(['agents-free', 'no-answer'], { maxWaitSec: 20 })
    expect(operations(offered, 'dial')).toMatchObject([{ timeoutMs: 10_000 }])
    expect(path(offered)[0]).toBe('queue timeout')
  })

  it.each([
    ['waiting', ['hang-up']],
    ['ringing', ['agents-free', 'hang-up']],
    ['talking', ['agents-free', 'answer:0', 'hang-up']],
  ])('gives the place back once and frees the agent when the caller hangs up while %s', (_when, choices) => {
    const gone = queueCall(choices)
    expect(gone.ended?.reason).toBe('caller-gone')
    expect(operations(gone, 'leave-queue')).toHaveLength(1)
    expect(gone.world.freeAgents('line')).toHaveLength(3)
  })
})

describe('whose turn it is', () => {
  const free = [
    { agentId: 'a', idleSinceMs: 100, lastOfferedMs: 900 },
    { agentId: 'b', idleSinceMs: 300, lastOfferedMs: 200 },
    { agentId: 'c', idleSinceMs: 200, lastOfferedMs: 500 },
  ]
  const queue = (strategy: Queue['strategy']) => ({ strategy, agentIds: ['c', 'b', 'a'] })

  it('whoever missed this caller comes after those who did not', () => {
    expect(agentsInTurn(queue('most-idle'), free, new Map([['a', 1]]))).toEqual(['c', 'b', 'a'])
  })

  it("ties go by the queue's list; nobody free is nobody", () => {
    const fresh = free.map((agent) => ({ ...agent, idleSinceMs: 0, lastOfferedMs: 0 }))
    expect(agentsInTurn(queue('round-robin'), fresh)).toEqual(['c', 'b', 'a'])
    expect(agentsInTurn(queue('round-robin'), [])).toEqual([])
  })
})
