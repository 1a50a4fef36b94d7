import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../callflow/design/document.ts'
import type { QueueBoard } from '../control/queue-contract.ts'
import { expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'

async function callCentre(fields: Partial<Queue> = {}) {
  const agentIds = ['user-1002', 'user-1003']
  const queue = makeDocument('queue', { id: 'queue', name: 'Sales', agentIds, agentRingSec: 10, ...fields })
  return openOffice([queue, flow('3000', { queue: { queueId: 'queue' } })])
}

const shown = ({ bed }: Office): QueueBoard => {
  const [board] = bed.engine.queueRoom.boards()
  if (!board) throw new Error('there is no queue')
  return board
}
const states = (of: Office) => shown(of).agents.map(({ state }) => state)
const told = ({ bed }: Office) => bed.boards.at(-1)
const set = (
  { bed }: Office,
  change: { action: 'pause' | 'resume' | 'log-in' | 'log-out' | 'ready'; reason?: string },
) => bed.engine.queueRoom.setAgent({ byId: 'user-1002', agentId: 'user-1002', reason: '', pauseSec: 600, ...change })

describe('the wallboard', () => {
  it('shows who waits, who rings, who talks and for whom, as it happens', async () => {
    const of = await callCentre()
    const { bed, phones } = of
    phones[1002].answers = undefined
    phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(told(of)).toEqual(shown(of))
    expect(shown(of)).toMatchObject({
      waitingCount: 1,
      waiting: [{ number: '1001', position: 1, sinceMs: expect.any(Number) as number }],
      agents: [
        { agentId: 'user-1002', name: 'Person 1002', state: 'ringing', queueId: 'queue', with: 'Person 1001' },
        { state: 'ready', with: '' },
      ],
    })
    phones[1002].answer()
    await bed.clock.advance(2_000)
    expect(told(of)).toMatchObject({
      waitingCount: 0,
      agents: [{ state: 'talking', with: 'Person 1001' }, { state: 'ready' }],
      today: { answered: 1, answeredInTime: 1, abandoned: 0, averageTalkMs: null, serviceLevel: 1 },
    })
    await bed.clock.advance(58_000)
    phones[1002].called[0]?.end()
    await bed.clock.advance(1_000)
    expect(told(of)?.agents).toMatchObject([{ state: 'ready', with: '' }, {}])
    expect((told(of)?.today.averageTalkMs ?? 0) / 1_000).toBeCloseTo(60, 0)
    await expectNothingHeld(of)
  })

  it('shows what callers need of agents, and what those have', async () => {
    const queue = makeDocument('queue', { id: 'queue', name: 'Sales', agentIds: ['user-1002', 'user-1003'] })
    const of = await openOffice([
      queue,
      makeDocument('user', { id: 'user-1003', name: 'Person 1003', skills: ['returns'], agentLevel: 2 }),
      flow('3000', { queue: { queueId: 'queue', skills: ['french'] } }),
    ])
    const { bed, phones } = of
    phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(told(of)).toMatchObject({
      waiting: [{ number: '1001', skills: ['french'] }],
      agents: [
        { agentId: 'user-1002', skills: [], level: 1 },
        { agentId: 'user-1003', skills: ['returns'], level: 2 },
      ],
    })
    await expectNothingHeld(of)
  })

  it('counts who hangs up, who leaves by the key and who comes too late', async () => {
    const of = await callCentre({ serviceLevelSec: 1, maxCallers: 1 })
    const { bed, phones } = of
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const first = phones[1001].call('3000')
    await bed.clock.advance(2_000)
    phones[1004].call('3000') // full
    await bed.clock.advance(1_000)
    first.session.end()
    await bed.clock.advance(2_000)
    expect(shown(of).today).toMatchObject({ abandoned: 1, left: 1, serviceLevel: 0 })
    phones[1001].call('3000')
    await bed.clock.advance(2_000)
    bed.streamOf(phones[1001]).press('#')
    await bed.clock.advance(2_000)
    expect(shown(of).today).toMatchObject({ abandoned: 1, left: 2, answered: 0 })
    phones[1003].answers = 200
    phones[1001].call('3000')
    await bed.clock.advance(30_000)
    expect(shown(of).today).toMatchObject({ answered: 1, answeredInTime: 0 })
    const kinds = bed.engine.queueRoom.log('queue', 20).map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['answered', 'missed', 'exit-key', 'gone', 'full']) as string[])
    await expectNothingHeld(of)
  })

  it('shows who is on another call, and whose phones are gone', async () => {
    const of = await callCentre()
    const { bed, phones } = of
    phones[1002].call('2000')
    await phones[1003].register(0)
    await bed.clock.advance(1_000)
    expect(told(of)?.agents).toMatchObject([{ state: 'on-call', with: '2000' }, { state: 'unreachable' }])
    await expectNothingHeld(of)
  })

  it('is told of twice a second at most, and not when nothing looks otherwise', async () => {
    const of = await callCentre()
    const { bed, phones } = of
    phones[1002].answers = undefined
    phones[1003].answers = undefined
    const before = bed.boards.length
    const calls = Array.from({ length: 8 }, () => phones[1001].call('3000'))
    await bed.clock.advance(2_000)
    expect(bed.boards.length - before).toBeLessThanOrEqual(4)
    expect(told(of)?.waitingCount).toBe(8)
    const quiet = bed.boards.length
    bed.engine.queueRoom.wallboard.changed()
    await bed.clock.advance(2_000)
    expect(bed.boards.length).toBe(quiet)
    for (const { session } of calls) session.end()
    await expectNothingHeld(of)
  })
})

describe('an agent at the desk', () => {
  it('takes a break with a reason, which is shown and kept, and comes back', async () => {
    const of = await callCentre()
    expect(set(of, { action: 'pause', reason: 'Lunch' })).toEqual({ outcome: 'done' })
    await of.bed.clock.advance(1_000)
    expect(told(of)?.agents[0]).toMatchObject({ state: 'paused', reason: 'Lunch' })
    of.phones[1002].answers = undefined
    of.phones[1003].answers = undefined
    of.phones[1001].call('3000')
    await of.bed.clock.advance(3_000)
    expect([of.phones[1002].called.length, of.phones[1003].called.length]).toEqual([0, 1])
    set(of, { action: 'resume' })
    await of.bed.clock.advance(12_000)
    expect(of.phones[1002].called.length).toBe(1)
    const log = of.bed.engine.queueRoom.log('queue', 20).map(({ kind, about }) => `${kind} ${about}`.trim())
    expect(log).toEqual(expect.arrayContaining(['pause Lunch', 'resume']) as string[])
    await expectNothingHeld(of)
  })

  it('comes back by itself when the break is over', async () => {
    const of = await callCentre()
    set(of, { action: 'pause' })
    await of.bed.clock.advance(600_000)
    await of.bed.clock.advance(1_000)
    expect(told(of)?.agents[0]).toMatchObject({ state: 'ready', reason: '' })
    await expectNothingHeld(of)
  })

  it('is ready again before the pause after a call is over', async () => {
    const of = await callCentre({ wrapUpSec: 300, agentIds: ['user-1002'] })
    const { bed, phones } = of
    phones[1001].call('3000')
    await bed.clock.advance(3_000)
    phones[1002].called[0]?.end()
    await bed.clock.advance(1_000)
    expect(told(of)?.agents[0]).toMatchObject({ state: 'wrap-up' })
    expect(told(of)?.agents[0]?.untilMs).toBeGreaterThan(bed.clock.now() + 290_000)
    phones[1004].call('3000')
    await bed.clock.advance(5_000)
    expect(phones[1002].called).toHaveLength(1)
    set(of, { action: 'ready' })
    await bed.clock.advance(2_000)
    expect(phones[1002].called).toHaveLength(2)
    await expectNothingHeld(of)
  })

  it('is logged out of everything, or of one queue, and is nobody in a queue they do not work for', async () => {
    const of = await callCentre()
    const { queueRoom } = of.bed.engine
    set(of, { action: 'log-out' })
    expect(states(of)).toEqual(['logged-out', 'ready'])
    set(of, { action: 'log-in' })
    expect(states(of)).toEqual(['ready', 'ready'])
    const of1003 = { byId: 'user-1003', agentId: 'user-1003', reason: '', pauseSec: 600 } as const
    queueRoom.setAgent({ ...of1003, action: 'log-out', queueId: 'queue' })
    expect(states(of)).toEqual(['ready', 'logged-out'])
    expect(queueRoom.setAgent({ ...of1003, action: 'log-in', queueId: 'gone' })).toEqual({ outcome: 'not-an-agent' })
    expect(queueRoom.setAgent({ ...of1003, byId: 'user-1001', agentId: 'user-1001', action: 'log-in' })).toEqual({
      outcome: 'not-an-agent',
    })
    await expectNothingHeld(of)
  })

  it('is sent away by themselves, managers of the queue and administrators, and by nobody else', async () => {
    const chief = makeDocument('user', { id: 'chief', name: 'Chief', role: 'admin' })
    const of = await openOffice([
      makeDocument('queue', { id: 'queue', name: 'Sales', agentIds: ['user-1002'], managerIds: ['user-1004'] }),
      chief,
    ])
    const pause = { agentId: 'user-1002', action: 'pause', reason: '', pauseSec: 600 } as const
    const by = (byId: string) => of.bed.engine.queueRoom.setAgent({ ...pause, byId }).outcome
    expect(['user-1003', 'gone', 'user-1001'].map(by)).toEqual(Array.from({ length: 3 }, () => 'not-allowed'))
    expect(states(of)).not.toContain('paused')
    expect(['user-1002', 'user-1004', 'chief'].map(by)).toEqual(['done', 'done', 'done'])
    expect(states(of)).toEqual(['paused'])
    await expectNothingHeld(of)
  })
})
