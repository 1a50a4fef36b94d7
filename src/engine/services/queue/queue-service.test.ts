import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import type { FreeAgent } from '../../../callflow/run/operation.ts'
import { QueueService } from './queue-service.ts'

const queueId = 'sales'
const design = snapshotOf([makeDocument('queue', { id: queueId, name: 'Sales', agentIds: ['ann', 'ben'] })])

function setUp(running = design) {
  let nowMs = 1_000
  let timers: { atMs: number; action: () => void }[] = []
  const away = new Set<string>()
  const onCall = new Set<string>()
  const loggedOut = new Set<string>()
  let count = 0
  const service = new QueueService({
    clock: { now: () => nowMs },
    timers: {
      after(delayMs, action) {
        const timer = { atMs: nowMs + delayMs, action }
        timers.push(timer)
        return () => {
          timers = timers.filter((each) => each !== timer)
        }
      },
    },
    newId: () => `ticket-${++count}`,
    isReachable: (userId) => !away.has(userId),
    takesCalls: ({ agentId }) => !loggedOut.has(agentId),
    isOnCall: (userId) => onCall.has(userId),
  })
  const pass = (durationMs: number) => {
    nowMs += durationMs
    const due = timers.filter(({ atMs }) => atMs <= nowMs)
    timers = timers.filter(({ atMs }) => atMs > nowMs)
    for (const { action } of due) action()
  }
  const join = (callId: string, priority = 0, maxCallers = 0, skills: readonly string[] = []) =>
    service.join({ queueId, callId, priority, maxCallers, skills })
  const waitFor = (ticket: string) => {
    const turns: string[][] = []
    const stop = service.awaitTurn(ticket, running, (agents: readonly FreeAgent[]) =>
      turns.push(agents.map(({ agentId }) => agentId)),
    )
    return { turns, stop }
  }
  const report = (callId: string, agentId: string, outcome: 'ringing' | 'answered' | 'finished' | 'missed') =>
    service.report({ queueId, callId, agentIds: [agentId], outcome, wrapUpMs: 5_000 })
  return { service, design: running, pass, join, waitFor, report, away, onCall, loggedOut }
}

const ticketOf = (joined: { outcome: string; ticket?: string }) => joined.ticket ?? ''

describe('a queue', () => {
  it('gives the turn to who came first, higher priority before', async () => {
    const { join, waitFor, report } = setUp()
    const [first, urgent] = [join('call-1'), join('call-2', 5)]
    expect(urgent).toMatchObject({ position: 1 })
    const [waitsFirst, waitsUrgent] = [waitFor(ticketOf(first)), waitFor(ticketOf(urgent))]
    await Promise.resolve()
    expect([waitsFirst.turns, waitsUrgent.turns]).toEqual([[], [['ann', 'ben']]])
    report('call-2', 'ann', 'ringing')
    expect(waitsFirst.turns).toEqual([['ben']])
  })

  it('never offers one agent to two callers', async () => {
    const { join, waitFor, pass } = setUp()
    const [one, two] = [waitFor(ticketOf(join('call-1'))), waitFor(ticketOf(join('call-2')))]
    await Promise.resolve()
    expect([one.turns.length, two.turns.length]).toEqual([1, 0])
    pass(500) // the first caller did nothing with the turn
    expect(two.turns.length).toBe(1)
  })

  it('is full at its limit', () => {
    const { join } = setUp()
    expect(join('call-1', 0, 1).outcome).toBe('joined')
    expect(join('call-2', 0, 1).outcome).toBe('full')
  })

  it('leaves agents in peace who talk, wrap up or are away', async () => {
    const { service, join, waitFor, report, pass, away, onCall } = setUp()
    report('call-0', 'ann', 'answered')
    onCall.add('ben')
    expect(service.read(queueId, design)).toEqual({ waiting: 0, agentsReady: 0, agentsBusy: 2, agentsAway: 0 })
    const caller = waitFor(ticketOf(join('call-1')))
    await Promise.resolve()
    expect(caller.turns).toEqual([])
    away.add('ben')
    report('call-0', 'ann', 'finished')
    expect(caller.turns).toEqual([])
    pass(5_000)
    expect(caller.turns).toEqual([['ann']])
  })

  it('knows how long agents have been idle and when they were rung', async () => {
    const { service, report, pass, join } = setUp()
    report('call-0', 'ann', 'ringing')
    report('call-0', 'ann', 'answered')
    pass(1_000)
    report('call-0', 'ann', 'finished')
    pass(10_000)
    const found: (readonly FreeAgent[])[] = []
    service.awaitTurn(ticketOf(join('call-1')), design, (agents) => found.push(agents))
    await Promise.resolve()
    expect(found).toEqual([
      [
        { agentId: 'ann', idleSinceMs: 2_000, lastOfferedMs: 1_000 },
        { agentId: 'ben', idleSinceMs: 0, lastOfferedMs: 0 },
      ],
    ])
  })

  it('does not offer callers to agents who are logged out (A9)', async () => {
    const { service, join, waitFor, loggedOut } = setUp()
    loggedOut.add('ann')
    expect(service.read(queueId, design)).toEqual({ waiting: 0, agentsReady: 1, agentsBusy: 0, agentsAway: 1 })
    const caller = waitFor(ticketOf(join('call-1')))
    await Promise.resolve()
    expect(caller.turns).toEqual([['ben']])
  })

  it('knows the place of a ticket and how long callers waited', () => {
    const { service, join, report, pass } = setUp()
    const ticket = ticketOf(join('call-1'))
    const second = ticketOf(join('call-2'))
    expect(service.read(queueId, design, { ticket: second })).toMatchObject({ position: 2 })
    pass(40_000)
    report('call-1', 'ann', 'answered')
    service.leave(ticket, 'answered')
    expect(service.read(queueId, design, { ticket: second })).toMatchObject({ position: 1, averageWaitMs: 40_000 })
    pass(10_000)
    expect(service.read(queueId, design, { windowMs: 5_000 }).averageWaitMs).toBeUndefined()
  })

  it('frees what a call left behind', async () => {
    const { service, join, waitFor, report } = setUp()
    join('call-1')
    report('call-1', 'ann', 'ringing')
    service.callEnded('call-1')
    expect(service.read(queueId, design)).toMatchObject({ waiting: 0, agentsReady: 2 })
    const next = waitFor(ticketOf(join('call-2')))
    await Promise.resolve()
    expect(next.turns).toEqual([['ann', 'ben']])
  })

  describe('whose agents have skills and levels', () => {
    const people = (fields: Partial<Queue>) =>
      snapshotOf([
        makeDocument('queue', { id: queueId, name: 'Sales', agentIds: ['ann', 'ben'], ...fields }),
        makeDocument('user', { id: 'ann', name: 'Ann', skills: ['French'] }),
        makeDocument('user', { id: 'ben', name: 'Ben', agentLevel: 2 }),
      ])

    it('offers a caller to whom it needs, and after some time to anybody', async () => {
      const { join, waitFor, pass, away } = setUp(people({ skills: ['french'], anySkillAfterSec: 30 }))
      away.add('ann')
      const caller = waitFor(ticketOf(join('call-1')))
      await Promise.resolve()
      pass(29_999)
      expect(caller.turns).toEqual([])
      pass(1)
      expect(caller.turns).toEqual([['ben']])
    })

    it('never offers one to others where it says so, and counts those alone', async () => {
      const { service, join, waitFor, pass, away, design } = setUp(people({ skills: ['french'] }))
      away.add('ann')
      const caller = waitFor(ticketOf(join('call-1')))
      await Promise.resolve()
      pass(3_600_000)
      expect(caller.turns).toEqual([])
      expect(service.read(queueId, design)).toMatchObject({ agentsReady: 0, agentsAway: 1 })
    })

    it('lets whoever stands behind have the agents that the one before does not need', async () => {
      const { service, join, waitFor, away, design } = setUp(people({}))
      away.add('ann')
      const first = ticketOf(join('call-1', 0, 0, ['french']))
      const [waitsFirst, second] = [waitFor(first), waitFor(ticketOf(join('call-2')))]
      await Promise.resolve()
      expect([waitsFirst.turns, second.turns]).toEqual([[], [['ben']]])
      expect(service.read(queueId, design, { ticket: first })).toMatchObject({ position: 1, agentsReady: 0 })
      expect(service.line(queueId).map(({ skills }) => skills)).toEqual([['french'], []])
    })

    it('asks the next level after its time, each level after another, whenever the caller began to wait again', async () => {
      const { join, waitFor, pass, onCall } = setUp(people({ nextLevelAfterSec: 20 }))
      onCall.add('ann')
      const ticket = ticketOf(join('call-1'))
      const announced = waitFor(ticket)
      await Promise.resolve()
      pass(15_000)
      announced.stop()
      const caller = waitFor(ticket)
      await Promise.resolve()
      pass(4_999)
      expect([announced.turns, caller.turns]).toEqual([[], []])
      pass(1)
      expect(caller.turns).toEqual([['ben']])
    })

    it('asks one level after the other in one wait', async () => {
      const third = snapshotOf([
        makeDocument('queue', { id: queueId, name: 'Sales', agentIds: ['ann', 'ben', 'cam'], nextLevelAfterSec: 20 }),
        makeDocument('user', { id: 'ben', name: 'Ben', agentLevel: 3 }),
        makeDocument('user', { id: 'cam', name: 'Cam', agentLevel: 2 }),
      ])
      const { join, waitFor, pass, onCall } = setUp(third)
      onCall.add('ann').add('cam')
      const caller = waitFor(ticketOf(join('call-1')))
      await Promise.resolve()
      pass(20_000)
      expect(caller.turns).toEqual([])
      pass(20_000)
      expect(caller.turns).toEqual([['ben']])
    })

    it.each(['loggedOut', 'away'] as const)('waits for no level of which everybody is %s', async (how) => {
      const set = setUp(people({ nextLevelAfterSec: 20 }))
      set[how].add('ann')
      const caller = set.waitFor(ticketOf(set.join('call-1')))
      await Promise.resolve()
      expect(caller.turns).toEqual([['ben']])
    })

    it('waits for no level of which nobody has the skills, and those without them wait for their turn after all levels', async () => {
      const busyFirst = (skillsOfAnn: string[], skillsOfBen: string[]) =>
        snapshotOf([
          makeDocument('queue', {
            id: queueId,
            name: 'Sales',
            agentIds: ['ann', 'ben'],
            nextLevelAfterSec: 60,
            anySkillAfterSec: 30,
          }),
          makeDocument('user', { id: 'ann', name: 'Ann', skills: skillsOfAnn }),
          makeDocument('user', { id: 'ben', name: 'Ben', agentLevel: 2, skills: skillsOfBen }),
        ])
      const turnsAfter = async (running: ReturnType<typeof busyFirst>, ...ms: number[]) => {
        const { join, waitFor, pass, onCall } = setUp(running)
        onCall.add('ann')
        const caller = waitFor(ticketOf(join('call-1', 0, 0, ['french'])))
        await Promise.resolve()
        return ms.map((each) => {
          pass(each)
          return caller.turns.length
        })
      }
      expect(await turnsAfter(busyFirst([], ['french']), 0)).toEqual([1])
      expect(await turnsAfter(busyFirst(['german'], []), 30_000, 29_999, 1)).toEqual([0, 0, 1])
    })

    it('asks the next level at once when the last of the one before leaves', async () => {
      const { service, join, waitFor, pass, onCall, loggedOut } = setUp(people({ nextLevelAfterSec: 20 }))
      onCall.add('ann')
      const caller = waitFor(ticketOf(join('call-1')))
      await Promise.resolve()
      pass(5_000)
      expect(caller.turns).toEqual([])
      loggedOut.add('ann')
      service.reconsider()
      expect(caller.turns).toEqual([['ben']])
    })

    it('asks nobody for who left the line meanwhile', async () => {
      const { service, join, waitFor, pass, onCall } = setUp(people({ nextLevelAfterSec: 20 }))
      onCall.add('ann')
      const ticket = ticketOf(join('call-1'))
      const caller = waitFor(ticket)
      await Promise.resolve()
      caller.stop()
      service.leave(ticket, 'gone')
      pass(60_000)
      expect(caller.turns).toEqual([])
    })

    describe('how long a caller may wait', () => {
      /** Three callers, one after the other, each first in line for so long before that agent took them. */
      async function served(set: ReturnType<typeof setUp>, agentId: string, waitMs: number) {
        for (let count = 0; count < 3; count++) {
          const callId = `served-${agentId}-${count}`
          const ticket = ticketOf(set.join(callId))
          set.pass(waitMs)
          set.report(callId, agentId, 'answered')
          set.service.leave(ticket, 'answered')
          set.service.callEnded(callId)
        }
        await Promise.resolve()
      }
      const skilled = () => setUp(people({}))
      const expected = (set: ReturnType<typeof setUp>, ticket: string) =>
        set.service.read(queueId, set.design, { ticket }).expectedWaitMs

      it('goes by the agents who can take them', async () => {
        const set = skilled()
        await served(set, 'ben', 5_000)
        await served(set, 'ann', 40_000)
        const french = ticketOf(set.join('call-1', 0, 0, ['french']))
        expect(expected(set, french)).toBe(40_000)
        set.away.add('ben')
        const anybody = ticketOf(set.join('call-2', 9))
        expect(expected(set, anybody)).toBe(40_000)
      })

      it('is not known where those who can have served nobody lately, or none is there', async () => {
        const set = skilled()
        await served(set, 'ben', 5_000)
        const french = ticketOf(set.join('call-1', 0, 0, ['french']))
        expect(expected(set, french)).toBeUndefined()
        await served(set, 'ann', 40_000)
        set.away.add('ann')
        expect(expected(set, french)).toBeUndefined()
      })

      it('goes by whoever will be asked in the end where nobody with the skills is there', async () => {
        const set = setUp(people({ anySkillAfterSec: 60 }))
        await served(set, 'ben', 5_000)
        const french = ticketOf(set.join('call-1', 0, 0, ['french']))
        expect(expected(set, french)).toBeUndefined()
        set.away.add('ann')
        expect(expected(set, french)).toBe(5_000)
      })

      it('counts of those ahead who may need the same agents', async () => {
        const set = setUp(
          snapshotOf([
            makeDocument('queue', { id: queueId, name: 'Sales', agentIds: ['ann', 'ben'] }),
            makeDocument('user', { id: 'ann', name: 'Ann', skills: ['French'] }),
            makeDocument('user', { id: 'ben', name: 'Ben', skills: ['German'] }),
          ]),
        )
        await served(set, 'ann', 40_000)
        set.join('german-1', 0, 0, ['german'])
        set.join('german-2', 0, 0, ['german'])
        const first = ticketOf(set.join('french-1', 0, 0, ['french']))
        set.join('anybody')
        const second = ticketOf(set.join('french-2', 0, 0, ['french']))
        expect([first, second].map((ticket) => expected(set, ticket))).toEqual([40_000, 120_000])
      })
    })
  })
})
