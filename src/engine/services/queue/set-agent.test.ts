import { afterEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import type { OperationOf } from '../../../callflow/run/operation.ts'
import { takesQueueCalls } from '../../../callflow/scripts/agent-state.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { createRuntimeState } from '../../state/runtime-state.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { QueueService } from './queue-service.ts'
import { setAgent } from './set-agent.ts'

const design = snapshotOf([
  makeDocument('queue', { id: 'sales', name: 'Sales', agentIds: ['ann', 'ben'] }),
  makeDocument('queue', { id: 'help', name: 'Help', agentIds: ['ann'] }),
])

const quiet = { happened: () => {}, changed: () => {} }

const open: { close(): void }[] = []
afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

/** Everybody reachable, nobody on a call; only log-in decides. */
function setUp() {
  let nowMs = 1_000
  let timers: { readonly atMs: number; readonly action: () => void }[] = []
  const db = openEngineDatabase(temporaryFolder())
  open.push(db)
  const clock = { now: () => nowMs, wall: () => nowMs, wallOf: (ms: number) => ms }
  const runtimeState = createRuntimeState(db)
  const after = (delayMs: number, action: () => void) => {
    const timer = { atMs: nowMs + delayMs, action }
    timers.push(timer)
    return () => {
      timers = timers.filter((each) => each !== timer)
    }
  }
  const queues = new QueueService({
    clock,
    timers: { after },
    newId: () => 'ticket',
    isReachable: () => true,
    isOnCall: () => false,
    takesCalls: (agent) => takesQueueCalls((key) => runtimeState.read(key), agent, nowMs),
  })
  const pass = (durationMs: number) => {
    nowMs += durationMs
    const due = timers.filter(({ atMs }) => atMs <= nowMs)
    timers = timers.filter(({ atMs }) => atMs > nowMs)
    for (const { action } of due) action()
  }
  const set = (change: Omit<OperationOf<'set-agent'>, 'kind'>) =>
    setAgent({ queues, wallboard: quiet, runtimeState, clock, timers: { after } }, design, {
      kind: 'set-agent',
      ...change,
    })
  return { queues, pass, set, ready: (queueId: string) => queues.read(queueId, design).agentsReady }
}

describe('agents (A9)', () => {
  it('given an agent who logs out, then no queue offers them callers until they log in', () => {
    const { set, ready } = setUp()
    expect(set({ agentId: 'ann', action: 'log-out' })).toEqual({ outcome: 'done' })
    expect([ready('sales'), ready('help')]).toEqual([1, 0])
    set({ agentId: 'ann', action: 'log-in' })
    expect([ready('sales'), ready('help')]).toEqual([2, 1])
  })

  it('given an agent who leaves one queue, then the other still offers them callers', () => {
    const { set, ready } = setUp()
    set({ agentId: 'ann', queueId: 'sales', action: 'log-out' })
    expect([ready('sales'), ready('help')]).toEqual([1, 1])
  })

  it('given a break, when it is over by itself, then a waiting caller is offered at once', () => {
    const { set, ready, pass, queues } = setUp()
    set({ agentId: 'ann', action: 'pause', pauseMs: 60_000 })
    expect(ready('help')).toBe(0)
    queues.join({ queueId: 'help', callId: 'call', priority: 0, maxCallers: 0 })
    const offered: string[] = []
    queues.awaitTurn('ticket', design, (agents) => offered.push(...agents.map(({ agentId }) => agentId)))
    pass(30_000)
    expect(offered).toEqual([])
    pass(30_000)
    expect(offered).toEqual(['ann'])
  })

  it('resume ends the break early', () => {
    const { set, ready } = setUp()
    set({ agentId: 'ann', action: 'pause' })
    set({ agentId: 'ann', action: 'resume' })
    expect(ready('help')).toBe(1)
  })

  it('people who serve no queue are no agents', () => {
    const { set } = setUp()
    expect(set({ agentId: 'zoe', action: 'log-in' })).toEqual({ outcome: 'not-an-agent' })
    expect(set({ agentId: 'ben', queueId: 'help', action: 'log-in' })).toEqual({ outcome: 'not-an-agent' })
  })
})
