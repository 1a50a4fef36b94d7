import { afterEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { type DesignSnapshot, snapshotOf } from '../../../callflow/design/snapshot.ts'
import { createCallbackRows } from '../../state/callback-rows.ts'
import { type EngineDatabase, openEngineDatabase } from '../../state/engine-database.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { Callbacks } from './callbacks.ts'
import { QueueService } from './queue-service.ts'

const sales = makeDocument('queue', {
  id: 'sales',
  name: 'Sales',
  agentIds: ['ann'],
  callbackTries: 2,
  callbackEverySec: 300,
})
const design = snapshotOf([sales, makeDocument('queue', { id: 'help', name: 'Help', agentIds: ['ann'] })])
const EVERY_MS = 300_000

const open: EngineDatabase[] = []
afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

/** One run of the engine on that folder; `aheadMs`: how much the clock on the wall is set by. */
function run(folder: string, { nowMs = 1_000_000, aheadMs = 0 } = {}) {
  const db = openEngineDatabase(folder)
  open.push(db)
  const time = { nowMs, aheadMs }
  let timers: { readonly atMs: number; readonly action: () => void }[] = []
  const after = (delayMs: number, action: () => void) => {
    const timer = { atMs: time.nowMs + delayMs, action }
    timers.push(timer)
    return () => {
      timers = timers.filter((each) => each !== timer)
    }
  }
  let ids = 0
  const newId = () => `${folder} ${nowMs} ${++ids}`
  const clock = {
    now: () => time.nowMs,
    wall: () => time.nowMs + time.aheadMs,
    wallOf: (ms: number) => ms + time.aheadMs,
  }
  const free = new Set(['ann'])
  const running: { design: DesignSnapshot | undefined } = { design }
  const queues = new QueueService({
    clock,
    timers: { after },
    newId,
    isReachable: (agentId) => free.has(agentId),
    takesCalls: () => true,
    isOnCall: () => false,
  })
  const started: string[] = []
  const events: string[] = []
  const engine = { canRing: true }
  const callbacks = new Callbacks({
    clock,
    timers: { after },
    newId,
    design: () => running.design,
    queues,
    rows: createCallbackRows(db),
    start({ number }) {
      if (!engine.canRing) return undefined
      started.push(number)
      return `call-${started.length}`
    },
    onEvent: ({ kind, about = '' }) => events.push(`${kind} ${about}`.trim()),
    onChanged: () => {},
  })
  const pass = async (durationMs: number) => {
    time.nowMs += durationMs
    for (let round = 0; round < 5; round++) {
      await Promise.resolve()
      const due = timers.filter(({ atMs }) => atMs <= time.nowMs)
      timers = timers.filter(({ atMs }) => atMs > time.nowMs)
      for (const { action } of due) action()
      await Promise.resolve()
    }
  }
  const ask = (number: string, queueId = 'sales', skills: readonly string[] = []) => {
    const joined = queues.join({ queueId, callId: `caller ${number}`, priority: 0, maxCallers: 0, skills })
    const ticket = joined.outcome === 'joined' ? joined.ticket : ''
    const asked = callbacks.request({ queueId, ticket, number, name: '', isInside: false })
    queues.leave(ticket, 'callback')
    return asked.outcome
  }
  /** The agent of that call answers, and the number does or does not. */
  const became = (call: number, outcome: 'reached' | 'not-reached' | 'refused') => {
    const [first] = callbacks.of('sales').filter(({ state }) => state === 'calling')
    callbacks.report(first?.callbackId ?? '', { agentId: 'ann', outcome })
    callbacks.callEnded(`call-${call}`)
  }
  const states = () => callbacks.of('sales').map(({ number, state, tries }) => `${number} ${state} ${tries}`)
  return { callbacks, queues, free, running, started, events, engine, time, pass, ask, became, states }
}

describe('callers who are called back', () => {
  it('are there after the engine was killed, in their order and before whoever comes then', async () => {
    const folder = temporaryFolder()
    const before = run(folder)
    before.free.clear()
    before.ask('1')
    before.time.nowMs += 5_000
    before.ask('2')
    const after = run(folder, { nowMs: 1_060_000 })
    after.free.clear()
    after.callbacks.start()
    expect(after.states()).toEqual(['1 in-line 0', '2 in-line 0'])
    after.queues.join({ queueId: 'sales', callId: 'late', priority: 0, maxCallers: 0 })
    expect(after.queues.line('sales').map(({ joinedMs, isKept }) => [joinedMs, isKept])).toEqual([
      [1_000_000, true],
      [1_005_000, true],
      [1_060_000, false],
    ])
    after.free.add('ann')
    after.queues.reconsider()
    await after.pass(0)
    expect(after.started).toEqual(['1'])
  })

  it('still need the same skills of agents after a restart', async () => {
    const folder = temporaryFolder()
    const before = run(folder)
    before.ask('1', 'sales', ['french'])
    await before.pass(0)
    expect(before.started).toEqual([])
    const after = run(folder, { nowMs: 1_060_000 })
    after.callbacks.start()
    await after.pass(0)
    expect([after.started, after.queues.line('sales').map(({ skills }) => skills)]).toEqual([[], [['french']]])
    after.ask('2')
    await after.pass(0)
    expect(after.started).toEqual(['2'])
  })

  it('are called again after a restart when it is time, however the clock was set meanwhile', async () => {
    for (const aheadMs of [0, 7_200_000, -7_200_000]) {
      const folder = temporaryFolder()
      const before = run(folder)
      before.ask('1')
      await before.pass(0)
      before.became(1, 'not-reached')
      expect(before.states()).toEqual(['1 later 1'])
      const after = run(folder, { nowMs: 1_001_000, aheadMs })
      after.callbacks.start()
      await after.pass(EVERY_MS - 1_000)
      expect(after.started.length).toBeLessThanOrEqual(1)
      await after.pass(1_000)
      expect(after.started).toEqual(['1'])
      after.became(1, 'not-reached')
      expect([after.states(), after.events]).toEqual([[], ['callback-dropped not reached']])
      expect(run(folder).callbacks.of('sales')).toEqual([])
    }
  })

  it('are forgotten once they are reached', async () => {
    const folder = temporaryFolder()
    const { ask, pass, became, states, events, queues } = run(folder)
    ask('1')
    await pass(0)
    became(1, 'reached')
    expect([states(), events, queues.line('sales')]).toEqual([[], ['called-back'], []])
    const again = run(folder)
    again.callbacks.start()
    expect(again.states()).toEqual([])
  })

  it('are not called when the number may not be called any more', async () => {
    const { ask, pass, became, events } = run(temporaryFolder())
    ask('1')
    await pass(0)
    became(1, 'refused')
    expect(events).toEqual(['callback-dropped the number may not be called'])
  })

  it('go back to their place when no agent answered, and are not counted as called', async () => {
    const { callbacks, ask, pass, states, started } = run(temporaryFolder())
    ask('1')
    ask('2')
    await pass(0)
    callbacks.callEnded('call-1')
    await pass(500)
    callbacks.callEnded('call-2')
    await pass(1_000)
    expect(started.slice(0, 3)).toEqual(['1', '2', '1'])
    expect(states()[0]).toBe('1 calling 0')
  })

  it('are dropped with their queue, also when it went while the engine was off', async () => {
    const folder = temporaryFolder()
    const before = run(folder)
    before.free.clear()
    before.ask('1')
    before.ask('1', 'help')
    before.running.design = snapshotOf([sales])
    before.callbacks.designChanged()
    expect(before.events).toEqual(['callback-dropped the queue is gone'])
    const after = run(folder)
    after.running.design = snapshotOf([])
    after.callbacks.start()
    after.callbacks.designChanged()
    await after.pass(EVERY_MS)
    expect([after.states(), after.started, after.events]).toEqual([[], [], ['callback-dropped the queue is gone']])
  })

  it('wait for a design where none runs yet', async () => {
    const folder = temporaryFolder()
    const before = run(folder)
    before.free.clear()
    before.ask('1')
    const after = run(folder)
    after.running.design = undefined
    after.callbacks.start()
    await after.pass(60_000)
    expect([after.started, after.states()]).toEqual([[], ['1 in-line 0']])
    after.running.design = design
    after.callbacks.designChanged()
    await after.pass(0)
    expect(after.started).toEqual(['1'])
  })

  it('are tried a little later while the engine makes no calls', async () => {
    const { ask, pass, engine, started } = run(temporaryFolder())
    engine.canRing = false
    ask('1')
    await pass(0)
    engine.canRing = true
    await pass(4_999)
    expect(started).toEqual([])
    await pass(1)
    expect(started).toEqual(['1'])
  })

  it('are one for each number of a queue, and 500 at most', () => {
    const { free, ask, queues } = run(temporaryFolder())
    free.clear()
    expect([ask('1'), ask('1'), ask('1', 'help')]).toEqual(['kept', 'already-asked', 'kept'])
    expect(queues.line('sales')).toHaveLength(1)
    for (let number = 2; number <= 500; number++) ask(String(number))
    expect([ask('501'), queues.line('sales').length]).toEqual(['full', 500])
  })
})
