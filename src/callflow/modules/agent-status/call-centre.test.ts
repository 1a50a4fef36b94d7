import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../design/document.ts'
import { call, type CallAbout, drawFlow, heard, insideCaller, operations, path } from '../../rehearse/small-design.ts'

const agentIds = ['user-1001', 'user-1002']
const line = (fields: Partial<Queue> = {}) => makeDocument('queue', { id: 'line', name: 'Line', agentIds, ...fields })

describe('agent availability (M48, A9)', () => {
  const flow = drawFlow({ nodes: { 'agent-availability': { queueId: 'line' } } })
  const taken = (about: CallAbout = {}) => path(call([flow], [], { documents: [line()], ...about }))[0]?.split(' ')[1]

  it('goes by available while somebody is free, and by none when nobody is logged in', () => {
    expect(taken()).toBe('available')
    expect(taken({ world: { agentsAway: agentIds } })).toBe('none')
    expect(taken({ documents: [] })).toBe('none')
  })

  it('goes by busy when everybody logged in talks', () => {
    const after = drawFlow({
      nodes: { queue: { queueId: 'line' }, 'agent-availability': { queueId: 'line' } },
      wires: ['queue exit-key agent-availability'],
    })
    const one = { documents: [line({ agentIds: ['user-1001'] })] }
    // The offer is still reported as missed when the caller leaves, so the agent is free again.
    expect(path(call([after], ['agents-free', 'keys:#'], one)).at(-1)).toBe('agent-availability available')
  })
})

describe('set call priority (M49, A9)', () => {
  it('given a priority set before, then the queue step without one of its own takes it', () => {
    const joins = (own: object) =>
      operations(
        call(
          [
            drawFlow({
              nodes: { 'set-call-priority': { priority: 42 }, queue: { queueId: 'line', ...own } },
              wires: ['set-call-priority _ queue'],
            }),
          ],
          [],
          { documents: [line()] },
        ),
        'join-queue',
      )[0]?.priority
    expect(joins({})).toBe(42)
    expect(joins({ priority: 7 })).toBe(7)
  })
})

describe('agent status and queue log-in (A9)', () => {
  const status = (type: string, settings: object, about: CallAbout = {}) =>
    call([drawFlow({ nodes: { [type]: { ...settings } } })], [], {
      documents: [line()],
      caller: insideCaller('1001'),
      ...about,
    })
  const ready = (rehearsal: ReturnType<typeof call>) => rehearsal.world.freeAgents('line').map(({ agentId }) => agentId)

  it('given an agent who logs out, then queues no longer offer them callers', () => {
    const out = status('agent-status', { action: 'log-out' })
    expect(ready(out)).toEqual(['user-1002'])
    expect(heard(out)).toEqual(['agent-logged_out'])
  })

  it('given a break, then it ends by itself', () => {
    const paused = status('agent-status', { action: 'pause', pauseSec: 60 })
    expect(operations(paused, 'set-agent')).toMatchObject([{ action: 'pause', pauseMs: 60_000 }])
    expect(ready(paused)).toEqual(['user-1002'])
  })

  it('logs in to and out of one queue', () => {
    expect(ready(status('queue-login', { action: 'log-out', queueId: 'line' }))).toEqual(['user-1002'])
    expect(ready(status('queue-login', { action: 'log-in', queueId: 'line' }))).toEqual(agentIds)
  })

  it('people who serve no queue hear so', () => {
    const caller = insideCaller('1003')
    expect(heard(status('agent-status', { action: 'log-in' }, { caller }))).toEqual(['agent-not_call_center_agent'])
  })
})

describe('wait time (A9)', () => {
  const flow = drawFlow({
    nodes: { 'wait-time': { queueId: 'line' }, 'hang-up': {} },
    wires: ['60', '300', '_'].map((branch) => `wait-time ${branch} hang-up`),
  })
  const taken = (averageWaitMs?: number) => {
    const waiting = [{ queueId: 'line', callers: 0, ...(averageWaitMs === undefined ? {} : { averageWaitMs }) }]
    return path(call([flow], [], { documents: [line()], world: { waiting } }))[0]
  }

  it('takes the highest threshold reached, in seconds', () => {
    expect(taken(59_000)).toBe('wait-time _')
    expect(taken(60_000)).toBe('wait-time 60')
    expect(taken(900_000)).toBe('wait-time 300')
  })

  it('nobody served yet reaches no threshold', () => {
    expect(taken()).toBe('wait-time _')
  })
})

describe('queue announcements (A9)', () => {
  const flow = drawFlow({ nodes: { queue: { queueId: 'line' } } })
  const waiting = (fields: Partial<Queue>, choices: string[]) =>
    call([flow], choices, {
      documents: [line({ announcePosition: true, announceWait: true, ...fields })],
      world: { agentsAway: agentIds, waiting: [{ queueId: 'line', callers: 2, averageWaitMs: 280_000 }] },
    })

  it('say the place in line and the waiting time every so often', () => {
    const told = waiting({}, ['timeout'])
    expect(told.atMs).toBe(30_000)
    expect(heard(told)).toEqual([
      'queue-you_are_at_position',
      'digits 3',
      'queue-in_the_queue',
      'queue-the_estimated_wait_time_is',
      'queue-about_5_minutes',
      'queue-exit',
    ])
  })

  it('the caller may leave during one, and still leaves after the longest wait', () => {
    expect(path(waiting({}, ['timeout', 'keys:#']))[0]).toBe('queue exit-key')
    const gaveUp = waiting({ maxWaitSec: 60, announceEverySec: 30 }, ['timeout', 'finished', 'timeout'])
    expect(path(gaveUp)[0]).toBe('queue timeout')
  })

  it('say nothing when switched off', () => {
    expect(path(waiting({ announcePosition: false, announceWait: false }, ['timeout']))[0]).toBe('queue timeout')
  })
})
