import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { takesQueueCalls } from '../../callflow/scripts/agent-state.ts'
import { SteadyClock } from '../clock.ts'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { createBindingStore } from '../state/binding-store.ts'
import { type EngineDatabase, openEngineDatabase } from '../state/engine-database.ts'
import { createRuntimeState } from '../state/runtime-state.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { SetTime } from '../testing/set-time.ts'
import { QueueService } from './queue/queue-service.ts'
import { setAgent } from './queue/set-agent.ts'
import { Registrar } from './registrar/registrar.ts'
import { followSetClock } from './set-clock.ts'
import { shownRegistrations } from './shown-registrations.ts'

const START_MS = 1_800_000_000_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const bothWays = [2 * HOUR_MS, -2 * HOUR_MS, -5 * HOUR_MS]

const phone = makeDocument('device', { id: 'desk', name: 'Desk', sipUsername: '1001', sipPassword: 'x' })
const design = snapshotOf([makeDocument('queue', { id: 'sales', name: 'Sales', agentIds: ['ann'] })])

/** The services of an engine that keep time, on a machine whose clock a test sets. */
const quiet = { happened: () => {}, changed: () => {} }

function office(time: SetTime, db: EngineDatabase) {
  const clock = new SteadyClock(time)
  const bindings = createBindingStore(db, { clock })
  const runtimeState = createRuntimeState(db)
  const problems: string[] = []
  followSetClock({ clock, bindings, runtimeState, onProblem: (message) => problems.push(message) })
  const registrar = new Registrar({ store: bindings, nowMs: clock.now(), onChange: () => {} })
  const timers = { after: () => () => {} }
  const queues = new QueueService({
    clock,
    timers,
    newId: () => 'ticket',
    isReachable: () => true,
    isOnCall: () => false,
    takesCalls: (agent) => takesQueueCalls((key) => runtimeState.read(key), agent, clock.wall()),
  })
  const agentsReady = () => queues.read('sales', design).agentsReady
  return { clock, registrar, queues, runtimeState, timers, problems, agentsReady }
}

let cseq = 0
function register({ registrar, clock }: ReturnType<typeof office>, expiresSec: number, host = '127.0.0.1'): void {
  const fields = {
    Via: 'SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1;rport',
    From: '<sip:1001@callwright.test>;tag=a',
    To: '<sip:1001@callwright.test>',
    Contact: `<sip:1001@${host}:5070>;expires=${expiresSec}`,
    'Call-ID': 'one',
    CSeq: `${++cseq} REGISTER`,
  }
  const request: SipRequest = {
    kind: 'request',
    method: 'REGISTER',
    uri: 'sip:callwright.test',
    headers: new HeaderList(Object.entries(fields)),
    body: '',
  }
  const source = { transport: 'udp', address: '127.0.0.1', port: 5070 } as const
  registrar.register({ request, source, device: phone, realm: 'callwright.test', nowMs: clock.now() })
}

describe.each(bothWays)('a clock that is set by %i ms', (byMs) => {
  it('drops no registration and keeps none for longer than it was for', async () => {
    const time = new SetTime(START_MS)
    const engine = office(time, openEngineDatabase(temporaryFolder()))
    const { registrar, clock } = engine
    register(engine, 600)
    time.pass(MINUTE_MS)
    time.set(byMs)
    await registrar.sweep(clock.now(), () => true)
    expect(registrar.isRegistered('desk', clock.now())).toBe(true)
    time.pass(8 * MINUTE_MS)
    await registrar.sweep(clock.now(), () => true)
    expect(registrar.isRegistered('desk', clock.now())).toBe(true)
    time.pass(2 * MINUTE_MS)
    expect(registrar.isRegistered('desk', clock.now())).toBe(false)
  })

  it('shows by the clock on the wall since when a phone is there, and until when', () => {
    const time = new SetTime(START_MS)
    const engine = office(time, openEngineDatabase(temporaryFolder()))
    register(engine, 600)
    time.pass(MINUTE_MS)
    time.set(byMs)
    expect(shownRegistrations(engine.registrar, engine.clock)).toMatchObject([
      { registeredMs: START_MS + byMs, expiresMs: START_MS + byMs + 600_000 },
    ])
  })

  it('costs no registration over a restart, whether it was made before or after', () => {
    for (const isBefore of [true, false]) {
      const folder = temporaryFolder()
      const time = new SetTime(START_MS)
      const db = openEngineDatabase(folder)
      const engine = office(time, db)
      if (isBefore) register(engine, 600)
      time.set(byMs)
      engine.clock.wall()
      if (!isBefore) register(engine, 600)
      time.pass(MINUTE_MS)
      db.close()
      const again = office(time, openEngineDatabase(folder))
      expect(again.registrar.isRegistered('desk', again.clock.now())).toBe(true)
      time.pass(10 * MINUTE_MS)
      expect(again.registrar.isRegistered('desk', again.clock.now())).toBe(false)
    }
  })

  it('is told of once', () => {
    const time = new SetTime(START_MS)
    const { clock, problems } = office(time, openEngineDatabase(temporaryFolder()))
    time.set(byMs)
    for (let round = 0; round < 5; round++) clock.wall()
    const words = byMs > 0 ? 'forward by 2 h 0 min 0 s' : `back by ${byMs / -HOUR_MS} h 0 min 0 s`
    expect(problems).toEqual([
      `the clock of this machine was set ${words}: calls, registrations and queues go on as if it had not`,
    ])
  })

  it('makes no wait in a queue longer or shorter, and no agent wrap up for hours', () => {
    const time = new SetTime(START_MS)
    const { queues } = office(time, openEngineDatabase(temporaryFolder()))
    queues.join({ queueId: 'sales', callId: 'call', priority: 0, maxCallers: 0 })
    time.pass(MINUTE_MS)
    time.set(byMs)
    queues.report({ queueId: 'sales', callId: 'call', agentIds: ['ann'], outcome: 'answered', wrapUpMs: 0 })
    expect(queues.read('sales', design).averageWaitMs).toBe(MINUTE_MS)
    queues.report({ queueId: 'sales', callId: 'call', agentIds: ['ann'], outcome: 'finished', wrapUpMs: 20_000 })
    expect(queues.read('sales', design).agentsReady).toBe(0)
    time.set(-byMs)
    time.pass(20_000)
    expect(queues.read('sales', design).agentsReady).toBe(1)
  })

  it('makes no break longer or shorter, also not over a restart', () => {
    const folder = temporaryFolder()
    const time = new SetTime(START_MS)
    const db = openEngineDatabase(folder)
    const engine = office(time, db)
    setAgent({ ...engine, wallboard: quiet }, design, {
      kind: 'set-agent',
      agentId: 'ann',
      action: 'pause',
      pauseMs: 10 * MINUTE_MS,
    })
    time.pass(MINUTE_MS)
    time.set(byMs)
    expect(engine.agentsReady()).toBe(0)
    time.pass(8 * MINUTE_MS)
    expect(engine.agentsReady()).toBe(0)
    db.close()
    const again = office(time, openEngineDatabase(folder))
    expect(again.agentsReady()).toBe(0)
    time.pass(MINUTE_MS)
    expect(again.agentsReady()).toBe(1)
  })
})

describe('a break that begins after the clock was set', () => {
  it.each(bothWays)('by %i ms is as long as it should be', (byMs) => {
    const time = new SetTime(START_MS)
    const engine = office(time, openEngineDatabase(temporaryFolder()))
    time.set(byMs)
    engine.clock.wall()
    setAgent({ ...engine, wallboard: quiet }, design, {
      kind: 'set-agent',
      agentId: 'ann',
      action: 'pause',
      pauseMs: 10 * MINUTE_MS,
    })
    time.pass(9 * MINUTE_MS)
    expect(engine.agentsReady()).toBe(0)
    time.pass(MINUTE_MS)
    expect(engine.agentsReady()).toBe(1)
  })
})

describe('a machine that slept', () => {
  it('wakes up without the registrations that ran out meanwhile, and without an alarm', () => {
    const time = new SetTime(START_MS)
    const engine = office(time, openEngineDatabase(temporaryFolder()))
    register(engine, 600)
    time.sleep(9 * MINUTE_MS)
    engine.clock.wall()
    expect(engine.registrar.isRegistered('desk', engine.clock.now())).toBe(true)
    time.sleep(2 * MINUTE_MS)
    engine.clock.wall()
    expect(engine.registrar.isRegistered('desk', engine.clock.now())).toBe(false)
    expect(engine.problems).toEqual([])
  })
})

describe('a machine whose clock was wrong when the engine ran last', () => {
  it('keeps no registration for longer than any may last', () => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    register(office(new SetTime(START_MS + 1_000 * HOUR_MS), db), 600)
    db.close()
    const time = new SetTime(START_MS)
    const again = office(time, openEngineDatabase(folder))
    expect(again.registrar.isRegistered('desk', again.clock.now())).toBe(true)
    time.pass(2 * HOUR_MS)
    expect(again.registrar.isRegistered('desk', again.clock.now())).toBe(false)
  })

  it('rings a phone first where it registered last', () => {
    const folder = temporaryFolder()
    const db = openEngineDatabase(folder)
    register(office(new SetTime(START_MS + 1_000 * HOUR_MS), db), 600)
    db.close()
    const time = new SetTime(START_MS)
    const again = office(time, openEngineDatabase(folder))
    time.pass(1)
    register(again, 600, '127.0.0.9')
    expect(again.registrar.bindingsOf('desk', again.clock.now()).map(({ contact }) => contact)).toEqual([
      'sip:1001@127.0.0.9:5070',
      'sip:1001@127.0.0.1:5070',
    ])
  })
})

describe('a disk that takes nothing when the clock is set', () => {
  it('is no trouble of whoever asked what time it is', () => {
    const time = new SetTime(START_MS)
    const db = openEngineDatabase(temporaryFolder())
    const { clock, problems } = office(time, db)
    db.close()
    time.set(HOUR_MS)
    expect(clock.wall()).toBe(START_MS + HOUR_MS)
    expect(problems.at(-1)).toMatch(/what is kept could not follow the clock: .*not open/)
  })
})
