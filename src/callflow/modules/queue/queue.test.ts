import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../design/document.ts'
import { call, type CallAbout, drawFlow, operations, path } from '../../rehearse/small-design.ts'
import { pickAgent } from '../../scripts/wait-in-queue.ts'

const agentIds = ['user-1001', 'user-1002', 'user-1003']
const line = (fields: Partial<Queue> = {}) => makeDocument('queue', { id: 'line', name: 'Line', agentIds, ...fields })

function queueCall(choices: string[], fields: Partial<Queue> = {}, about: CallAbout = {}) {
  const flow = drawFlow({
    nodes: { queue: { queueId: 'line' }, 'hang-up': {}, 'hang-up:exit': {} },
    wires: ['queue _ hang-up', 'queue exit-key hang-up:exit'],
  })
  return call([flow], choices, { ...about, documents: [line(fields)] })
}

const reports = (rehearsal: ReturnType<typeof call>) =>
  operations(rehearsal, 'report-agent').map(({ agentId, outcome }) => `${agentId.slice(-4)} ${outcome}`)

describe('queue (M47, A9)', () => {
  it('answers, joins and waits with hold music for the longest wait', () => {
    const waiting = queueCall([], { maxCallers: 5 })
    expect(operations(waiting, 'join-queue')).toMatchObject([{ priority: 0, maxCallers: 5 }])
    expect(waiting.question?.operation).toMatchObject({
      kind: 'await-agent',
      timeoutMs: 3_600_000,
      exitKeys: '#',
      music: { kind: 'hold-music' },
    })
  })

  it('rings the next agent for 15 s; when answered the place in line is given back before they talk', () => {
    const talked = queueCall(['agents-free', 'answer:0', 'callee-hangs-up'])
    expect(operations(talked, 'dial')).toMatchObject([{ timeoutMs: 15_000, exitKeys: '#' }])
    const order = talked.trace.flatMap((event) => (event.kind === 'operation' ? event.operation.kind : []))
    expect(order.indexOf('leave-queue')).toBeLessThan(order.indexOf('talk'))
    expect(reports(talked)).toEqual(['1001 ringing', '1001 answered', '1001 finished'])
    expect(talked.ended?.reason).toBe('talked')
  })

  it('goes on to the next agent when one does not answer', () => {
    const second = queueCall(['agents-free', 'no-answer', 'agents-free', 'rejected', 'agents-free'])
    expect(reports(second).filter((report) => report.endsWith('ringing'))).toEqual([
      '1001 ringing',
      '1002 ringing',
      '1003 ringing',
    ])
  })

  it('pauses after an offer that fails at once, so that it does not spin', () => {
    expect(operations(queueCall(['agents-free', 'unregistered']), 'wait')).toMatchObject([{ durationMs: 1_000 }])
    expect(operations(queueCall(['agents-free', 'no-answer']), 'wait')).toEqual([])
  })

  describe('the caller leaves', () => {
    it('by the exit key, waiting or ringing', () => {
      expect(path(queueCall(['keys:#']))[0]).toBe('queue exit-key')
      expect(path(queueCall(['agents-free', 'keys:#']))[0]).toBe('queue exit-key')
    })

    it('after the longest wait, counted over all offers', () => {
      expect(path(queueCall(['timeout']))[0]).toBe('queue timeout')
      const offered = queueCall(['agents-free', 'no-answer'], { maxWaitSec: 60 })
      expect(offered.question?.operation).toMatchObject({ kind: 'await-agent', timeoutMs: 60_000 - 10_000 - 15_000 })
    })

    it('after the longest wait also when it ends while an agent rings', () => {
      const offered = queueCall(['agents-free', 'no-answer'], { maxWaitSec: 20 })
      expect(operations(offered, 'dial')).toMatchObject([{ timeoutMs: 10_000 }])
      expect(path(offered)[0]).toBe('queue timeout')
    })

    it('at once when the queue is full, or nobody is logged in and it does not take callers then', () => {
      const world = { waiting: [{ queueId: 'line', callers: 3 }] }
      expect(path(queueCall([], { maxCallers: 3 }, { world }))).toEqual(['queue full', 'hang-up end'])
      const nobody = { agentsAway: agentIds }
      expect(path(queueCall([], { enterWhenEmpty: false }, { world: nobody }))[0]).toBe('queue no-agents')
      expect(queueCall([], {}, { world: nobody }).question?.operation.kind).toBe('await-agent')
    })

    it.each([
      ['waiting', ['hang-up']],
      ['ringing', ['agents-free', 'hang-up']],
      ['talking', ['agents-free', 'answer:0', 'hang-up']],
    ])('by hanging up while %s: the place is given back once and the agent is free again', (_when, choices) => {
      const gone = queueCall(choices)
      expect(gone.ended?.reason).toBe('caller-gone')
      expect(operations(gone, 'leave-queue')).toHaveLength(1)
      expect(gone.world.freeAgents('line')).toHaveLength(3)
    })
  })
})

describe('whose turn it is (A9)', () => {
  const free = [
    { agentId: 'a', idleSinceMs: 100, lastOfferedMs: 900 },
    { agentId: 'b', idleSinceMs: 300, lastOfferedMs: 200 },
    { agentId: 'c', idleSinceMs: 200, lastOfferedMs: 500 },
  ]
  const queue = (strategy: Queue['strategy']) => ({ strategy, agentIds: ['c', 'b', 'a'] })

  it('round robin: offered longest ago', () => {
    expect(pickAgent(queue('round-robin'), free)).toBe('b')
  })

  it('most idle: last call ended longest ago', () => {
    expect(pickAgent(queue('most-idle'), free)).toBe('a')
  })

  it('whoever missed this caller comes after those who did not', () => {
    expect(pickAgent(queue('most-idle'), free, new Map([['a', 1]]))).toBe('c')
  })

  it("ties go by the queue's list; nobody free is nobody", () => {
    const fresh = free.map((agent) => ({ ...agent, idleSinceMs: 0, lastOfferedMs: 0 }))
    expect(pickAgent(queue('round-robin'), fresh)).toBe('c')
    expect(pickAgent(queue('round-robin'), [])).toBeUndefined()
  })
})
