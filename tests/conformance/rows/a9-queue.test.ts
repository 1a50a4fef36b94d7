import { describe, expect, it } from 'vitest'
import { checkDesign } from '../../../src/callflow/check/check-design.ts'
import { makeDocument, type Queue, type User } from '../../../src/callflow/design/document.ts'
import { snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { writeKazoo } from '../../../src/callflow/exchange/kazoo/export.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import {
  call,
  type CallAbout,
  drawFlow,
  heard,
  insideCaller,
  operations,
  path,
} from '../../../src/callflow/rehearse/small-design.ts'
import { choose } from '../../../src/callflow/rehearse/rehearsal.ts'
import type { FreeAgent } from '../../../src/callflow/run/operation.ts'
import { agentsInTurn } from '../../../src/callflow/scripts/offer-to-agents.ts'
import { QueueService } from '../../../src/engine/services/queue/queue-service.ts'

const agentIds = ['user-1001', 'user-1002', 'user-1003']
const line = (fields: Partial<Queue> = {}) => makeDocument('queue', { id: 'line', name: 'Line', agentIds, ...fields })

function queueCall(choices: readonly string[], fields: Partial<Queue> = {}, about: CallAbout = {}, own: object = {}) {
  const flow = drawFlow({
    nodes: { queue: { queueId: 'line', ...own }, 'hang-up': {} },
    wires: ['queue _ hang-up'],
  })
  return call([flow], choices, { ...about, documents: [line(fields)] })
}

type Called = ReturnType<typeof queueCall>

const rung = (rehearsal: Called) =>
  operations(rehearsal, 'report-agents').flatMap(({ agentIds: ids, outcome }) => (outcome === 'ringing' ? [ids] : []))
const waits = (rehearsal: Called) => operations(rehearsal, 'await-agent')
const asks = (rehearsal: Called) => rehearsal.question?.operation.kind
const leaves = (rehearsal: Called) => path(rehearsal).slice(0, 2)
const byDefault = (branch: string) => [`queue ${branch}`, 'hang-up end']

describe('A9 queue: M47 what a queue is set to', () => {
  it('M47: given nothing set, when a queue is made, then its defaults are those of Kazoo', () => {
    expect(makeDocument('queue', { id: 'q', name: 'q' })).toMatchObject({
      strategy: 'round-robin',
      ringAtOnce: 1,
      agentRingSec: 15,
      wrapUpSec: 0,
      maxWaitSec: 3_600,
      maxCallers: 0,
      enterWhenEmpty: true,
      exitKey: '#',
      maxPriority: 255,
      announceEverySec: 30,
      announcePosition: false,
      announceWait: false,
      recordCalls: false,
    })
  })

  const kazoo = {
    id: 'line',
    name: 'Line',
    strategy: 'most_idle',
    ring_simultaneously: 2,
    agent_ring_timeout: 1,
    agent_wrapup_time: 9,
    connection_timeout: 0,
    max_queue_size: 4,
    enter_when_empty: false,
    caller_exit_key: '*',
    max_priority: 9,
    moh: 'm1',
    announce: 'm2',
    announcements: {
      interval: 20,
      position_announcements_enabled: true,
      wait_time_announcements_enabled: true,
      media: {
        you_are_at_position: 'm3',
        in_the_queue: 'm4',
        the_estimated_wait_time_is: 'm5',
        increase_in_call_volume: 'm6',
      },
    },
    record_caller: true,
    recording_url: 'https://rec.example/',
    cdr_url: 'https://cdr.example/',
  }

  it('A9: given a Kazoo queue with every key, when it is imported and exported, then every key is a setting here and comes back', () => {
    const { documents } = readKazoo([{ path: 'queues/line.json', text: JSON.stringify(kazoo) }])
    expect(documents.find(({ kind }) => kind === 'queue')).toMatchObject({
      strategy: 'most-idle',
      ringAtOnce: 2,
      agentRingSec: 1,
      wrapUpSec: 9,
      maxWaitSec: 0,
      maxCallers: 4,
      enterWhenEmpty: false,
      exitKey: '*',
      maxPriority: 9,
      holdMusicId: 'm1',
      announceMediaId: 'm2',
      announceEverySec: 20,
      announcePosition: true,
      announceWait: true,
      positionMediaId: 'm3',
      inQueueMediaId: 'm4',
      waitMediaId: 'm5',
      busierMediaId: 'm6',
      recordCalls: true,
      recordingUrl: 'https://rec.example/',
      reportUrl: 'https://cdr.example/',
    })
    const file = writeKazoo(snapshotOf(documents)).files.find(({ path: name }) => name.startsWith('queues/'))
    expect(JSON.parse(file?.text ?? '{}')).toEqual(kazoo)
  })
})

describe('A9 queue: findings', () => {
  const codes = (fields: Partial<Queue>) => checkDesign(snapshotOf([line(fields)])).map(({ code }) => code)

  it('A9: given neither a longest wait nor an exit key, when the design is checked, then a finding says that callers can only hang up', () => {
    expect(codes({ maxWaitSec: 0, exitKey: '' })).toContain('queue-without-way-out')
    expect(codes({ maxWaitSec: 0 })).not.toContain('queue-without-way-out')
    expect(codes({ exitKey: '' })).not.toContain('queue-without-way-out')
  })
})

describe('A9 queue: in a Kazoo account', () => {
  const flowFile = (data: object) => ({
    path: 'callflows/f.json',
    text: JSON.stringify({ id: 'f', name: 'f', numbers: ['1'], flow: { ...data, children: {} } }),
  })
  const firstStep = (data: object) => {
    const flow = readKazoo([flowFile(data)]).documents.find(({ kind }) => kind === 'callflow')
    return flow?.kind === 'callflow' ? Object.values(flow.nodes)[0] : undefined
  }

  it('M47: given the step that puts callers in a queue, when it is imported, then it is the queue step with its priority', () => {
    expect(firstStep({ module: 'acdc_member', data: { id: 'line', priority: 9 } })).toMatchObject({
      type: 'queue',
      settings: { queueId: 'line', priority: 9 },
    })
  })

  it('M49: given the step that sets the call priority, when it is imported, then it is that step here', () => {
    const data = { variable: 'call_priority', value: '7' }
    expect(firstStep({ module: 'set_variable', data })).toMatchObject({
      type: 'set-call-priority',
      settings: { priority: 7 },
    })
  })

  it('A9: given an interval shorter than Kazoo takes, when it is exported, then Kazoo gets 15 s and an import gets ours back', () => {
    const [file] = writeKazoo(snapshotOf([line({ announceEverySec: 12 })])).files.filter(({ path: name }) =>
      name.startsWith('queues/'),
    )
    expect(JSON.parse(file?.text ?? '{}')).toMatchObject({ announcements: { interval: 15 } })
    const again = readKazoo(file ? [file] : []).documents.find(({ kind }) => kind === 'queue')
    expect(again).toMatchObject({ announceEverySec: 12 })
  })

  it('A9: given users who name their queues, when the account is imported, then they are the agents of those', () => {
    const { documents } = readKazoo([
      { path: 'queues/line.json', text: JSON.stringify({ id: 'line', name: 'Line' }) },
      { path: 'users/ann.json', text: JSON.stringify({ id: 'ann', first_name: 'Ann', queues: ['line'] }) },
      { path: 'users/ben.json', text: JSON.stringify({ id: 'ben', first_name: 'Ben' }) },
    ])
    expect(documents.find(({ kind }) => kind === 'queue')).toMatchObject({ agentIds: ['ann'] })
  })
})

describe('A9 queue: whom it rings', () => {
  it('M47: given a free agent, when the caller comes, then they hear hold music, the agent is rung, and they talk', () => {
    expect(waits(queueCall([]))).toMatchObject([{ music: { kind: 'hold-music' } }])
    const talked = queueCall(['agents-free', 'answer:0', 'callee-hangs-up'])
    expect(operations(talked, 'dial')).toMatchObject([{ callerHears: { kind: 'hold-music' } }])
    expect(operations(talked, 'talk')).toHaveLength(1)
    expect(talked.ended?.reason).toBe('talked')
  })

  it('A9: given hold music of its own, when callers wait, then it is that', () => {
    expect(waits(queueCall([], { holdMusicId: 'jazz' }))).toMatchObject([{ music: { mediaId: 'jazz' } }])
  })

  it('A9: given an agent is rung, when they do not answer in 15 s, then the next one is', () => {
    const missed = queueCall(['agents-free', 'no-answer', 'agents-free', 'rejected', 'agents-free'])
    expect(operations(missed, 'dial')[0]).toMatchObject({ timeoutMs: 15_000 })
    expect(rung(missed)).toEqual([['user-1001'], ['user-1002'], ['user-1003']])
  })

  it('A9: given another ring time, when an agent is rung, then it is that long', () => {
    expect(operations(queueCall(['agents-free'], { agentRingSec: 40 }), 'dial')).toMatchObject([{ timeoutMs: 40_000 }])
  })

  it('A9: given round robin, when several are free, then whoever was offered a call longest ago is rung', () => {
    expect(agentsInTurn({ strategy: 'round-robin', agentIds: [] }, free)[0]).toBe('b')
  })

  it('A9: given longest idle, when several are free, then whoever ended a call longest ago is rung', () => {
    expect(agentsInTurn({ strategy: 'most-idle', agentIds: [] }, free)[0]).toBe('a')
  })

  const free: FreeAgent[] = [
    { agentId: 'a', idleSinceMs: 100, lastOfferedMs: 900 },
    { agentId: 'b', idleSinceMs: 300, lastOfferedMs: 200 },
    { agentId: 'c', idleSinceMs: 200, lastOfferedMs: 500 },
  ]

  const staff = (of: Readonly<Record<string, Partial<User>>>) =>
    agentIds.map((id) => makeDocument('user', { id, name: id, ...of[id] }))
  const skilled = (
    choices: readonly string[],
    fields: Partial<Queue>,
    of: Parameters<typeof staff>[0],
    own: object = {},
  ) => {
    const flow = drawFlow({ nodes: { queue: { queueId: 'line', ...own }, 'hang-up': {} }, wires: ['queue _ hang-up'] })
    return call([flow], choices, { documents: [line(fields), ...staff(of)] })
  }

  it('A9: given a step that needs a skill, when the caller comes, then only agents who have it are rung', () => {
    const french = { 'user-1002': { skills: ['French', 'returns'] } }
    expect(rung(skilled(['agents-free'], {}, french, { skills: ['french'] }))).toEqual([['user-1002']])
    expect(rung(skilled(['agents-free'], { skills: ['returns'] }, french, { skills: ['french'] }))).toEqual([
      ['user-1002'],
    ])
    const none = skilled([], { skills: ['chinese'] }, french, { skills: ['french'] })
    expect([asks(none), path(none)]).toEqual(['await-agent', []])
    expect(none.question?.choices.map(({ id }) => id)).not.toContain('agents-free')
  })

  it('A9: given callers may not wait where nobody is logged in, when nobody has the skill, then they do not wait', () => {
    expect(path(skilled([], { enterWhenEmpty: false, skills: ['chinese'] }, {}))[0]).toBe('queue no-agents')
    expect(path(skilled([], { enterWhenEmpty: false, skills: ['chinese'], anySkillAfterSec: 9 }, {}))).toEqual([])
  })

  it('A9: given any agent after some time, when so long nobody with the skill is free, then the others are rung', () => {
    const waited = skilled(['agents-free'], { skills: ['chinese'], anySkillAfterSec: 45 }, {})
    expect([rung(waited), waited.atMs]).toEqual([[['user-1001']], 45_000])
  })

  it('A9: given levels, when several are free, then those of the best are rung first, and lower ones after their time', () => {
    const levels = { 'user-1001': { agentLevel: 3 }, 'user-1002': { agentLevel: 2 } }
    const at = (fields: Partial<Queue>) => rung(skilled(['agents-free', 'no-answer', 'agents-free'], fields, levels))
    expect(at({})).toEqual([['user-1003'], ['user-1002']])
    expect(at({ nextLevelAfterSec: 300 })).toEqual([['user-1003'], ['user-1003']])
  })

  it('A9: given levels, when nobody of a better one is there, then the next waits for nobody', () => {
    const fields = { nextLevelAfterSec: 20, maxWaitSec: 30, agentIds: ['user-1001'] }
    const low = skilled(['agents-free'], fields, { 'user-1001': { agentLevel: 3 } })
    const soon = skilled(['agents-free'], fields, {})
    expect([rung(low), low.atMs]).toEqual([[['user-1001']], soon.atMs])
  })

  it('A9: given two are rung at once, when one answers, then that one talks and the other is free again without having missed a call', () => {
    const both = queueCall(['agents-free', 'answer:1'], { ringAtOnce: 2 })
    expect(rung(both)).toEqual([['user-1001', 'user-1002']])
    expect(operations(both, 'dial')[0]?.legs).toMatchObject([{ userId: 'user-1001' }, { userId: 'user-1002' }])
    expect(operations(both, 'report-agents').slice(1)).toMatchObject([
      { agentIds: ['user-1002'], outcome: 'answered' },
      { agentIds: ['user-1001'], outcome: 'spared' },
    ])
  })

  it('A9: given two are rung at once, when neither answers, then those who have not missed the caller come first', () => {
    const neither = queueCall(['agents-free', 'no-answer', 'agents-free'], { ringAtOnce: 2 })
    expect(rung(neither)).toEqual([
      ['user-1001', 'user-1002'],
      ['user-1003', 'user-1001'],
    ])
  })

  it('A9: given a pause after calls, when an agent has talked, then they are not free until it is over', () => {
    const flow = drawFlow({ nodes: { queue: { queueId: 'line' } } })
    const after = (wrapUpSec: number) =>
      call([flow], ['agents-free', 'answer:0', 'callee-hangs-up'], { documents: [line({ wrapUpSec })] })
    expect(after(0).world.freeAgents('line')).toHaveLength(3)
    expect(
      after(30)
        .world.freeAgents('line')
        .map(({ agentId }) => agentId),
    ).not.toContain('user-1001')
  })
})

describe('A9 queue: how a caller leaves', () => {
  it('A9: given the longest wait of 3,600 s, when it is over, then the caller goes on by "_"', () => {
    expect(waits(queueCall([]))).toMatchObject([{ timeoutMs: 3_600_000 }])
    expect(leaves(queueCall(['timeout']))).toEqual(byDefault('timeout'))
  })

  it('A9: given a longest wait, when agents are rung meanwhile, then that time counts too', () => {
    const offered = queueCall(['agents-free', 'no-answer'], { maxWaitSec: 60 })
    expect(waits(offered).at(-1)).toMatchObject({ timeoutMs: 60_000 - 10_000 - 15_000 })
  })

  it('A9: given a longest wait of 0, when nobody is free, then the caller waits without an end', () => {
    const world = { agentsAway: agentIds }
    const waiting = queueCall([], { maxWaitSec: 0 }, { world })
    expect(waits(waiting)).toMatchObject([{ timeoutMs: 0 }])
    expect(waiting.question?.choices.map(({ id }) => id)).not.toContain('timeout')
  })

  it('A9: given as many wait as may, when another comes, then they go on by "_" at once; 0 is no limit', () => {
    const world = { waiting: [{ queueId: 'line', callers: 3 }] }
    expect(leaves(queueCall([], { maxCallers: 3 }, { world }))).toEqual(byDefault('full'))
    expect(asks(queueCall([], { maxCallers: 4 }, { world }))).toBe('await-agent')
    expect(asks(queueCall([], { maxCallers: 0 }, { world }))).toBe('await-agent')
  })

  it('A9: given nobody is logged in, when callers may wait then, they do; when they may not, they go on by "_"', () => {
    const world = { agentsAway: agentIds }
    expect(asks(queueCall([], {}, { world }))).toBe('await-agent')
    expect(leaves(queueCall([], { enterWhenEmpty: false }, { world }))).toEqual(byDefault('no-agents'))
  })

  it('A9: given callers may not wait when it is empty, when all agents are busy, then they wait', () => {
    const world = { agentsBusy: agentIds }
    expect(asks(queueCall([], { enterWhenEmpty: false }, { world }))).toBe('await-agent')
  })

  it('A9: given the exit key is #, when it is pressed, then the caller goes on by "_"', () => {
    expect(leaves(queueCall(['keys:#']))).toEqual(byDefault('exit-key'))
  })

  it('A9: given another exit key or none, when callers wait, then it is that one', () => {
    expect(leaves(queueCall(['keys:7'], { exitKey: '7' }))).toEqual(byDefault('exit-key'))
    expect(() => queueCall(['keys:#'], { exitKey: '7' })).toThrow('cannot be chosen')
    expect(() => queueCall(['keys:#'], { exitKey: '' })).toThrow('cannot be chosen')
  })

  it('A9: given each way of leaving has a wire of its own, when it happens, then that is taken', () => {
    const flow = drawFlow({
      nodes: { queue: { queueId: 'line' }, 'hang-up': {} },
      wires: ['_', 'exit-key', 'timeout', 'full', 'no-agents'].map((branch) => `queue ${branch} hang-up`),
    })
    const taken = (choices: string[], fields: Partial<Queue> = {}, about: CallAbout = {}) =>
      call([flow], choices, { ...about, documents: [line(fields)] }).trace.find(({ kind }) => kind === 'node-left')
    expect(taken(['keys:#'])).toMatchObject({ taken: 'exit-key' })
    expect(taken(['timeout'])).toMatchObject({ taken: 'timeout' })
    const nobody = { world: { agentsAway: agentIds } }
    expect(taken([], { enterWhenEmpty: false }, nobody)).toMatchObject({ taken: 'no-agents' })
    const three = { world: { waiting: [{ queueId: 'line', callers: 3 }] } }
    expect(taken([], { maxCallers: 3 }, three)).toMatchObject({ taken: 'full' })
  })
})

describe('A9 queue: M49 priority', () => {
  const priorityOf = (own: object, before: number | undefined, fields: Partial<Queue> = {}) => {
    const nodes = {
      ...(before === undefined ? {} : { 'set-call-priority': { priority: before } }),
      queue: { queueId: 'line', ...own },
    }
    const flow = drawFlow({ nodes, wires: before === undefined ? [] : ['set-call-priority _ queue'] })
    return operations(call([flow], [], { documents: [line(fields)] }), 'join-queue')[0]?.priority
  }

  it("M49: given a call's priority, when it comes to a queue step without one of its own, then it waits with the call's", () => {
    expect(priorityOf({}, 42)).toBe(42)
  })

  it("M49: given a priority on the queue step, when the call has one too, then the step's goes first", () => {
    expect(priorityOf({ priority: 7 }, 42)).toBe(7)
  })

  it('M49: given no priority anywhere, when a call joins, then it is 0', () => {
    expect(priorityOf({}, undefined)).toBe(0)
  })

  it("M49: given the queue's highest priority, when a call has a higher one, then it waits with that of the queue", () => {
    expect(priorityOf({}, 200, { maxPriority: 9 })).toBe(9)
    expect(priorityOf({}, 255)).toBe(255)
  })

  it('M49: given two callers wait, when an agent is free, then the higher priority goes first, then who came first', async () => {
    const { join, waitFor, report } = service()
    const [early, late, urgent] = [waitFor(join('early', 0)), waitFor(join('late', 0)), waitFor(join('urgent', 5))]
    await Promise.resolve()
    expect([early.length, late.length, urgent.length]).toEqual([0, 0, 1])
    report('urgent', ['ann'], 'ringing')
    expect([early.length, late.length]).toEqual([1, 0])
  })
})

describe('A9 queue: announcements', () => {
  const world = (averageWaitMs?: number) => ({
    agentsBusy: agentIds,
    waiting: [{ queueId: 'line', callers: 2, ...(averageWaitMs === undefined ? {} : { averageWaitMs }) }],
  })
  const told = (fields: Partial<Queue>, averageWaitMs = 280_000, choices = ['timeout']) =>
    queueCall(choices, fields, { world: world(averageWaitMs) })

  it('A9: given both announcements are on, when 30 s have passed, then the caller hears their place and the waiting time', () => {
    const after = told({ announcePosition: true, announceWait: true })
    expect(after.atMs).toBe(30_000)
    expect(heard(after)).toEqual([
      'queue-you_are_at_position',
      'digits/3',
      'queue-in_the_queue',
      'queue-the_estimated_wait_time_is',
      'queue-about_5_minutes',
      'queue-exit',
    ])
  })

  it('A9: given one of them is on, when it is time, then only that is said; neither: nothing', () => {
    expect(heard(told({ announcePosition: true }))).not.toContain('queue-the_estimated_wait_time_is')
    expect(heard(told({ announceWait: true }))).not.toContain('queue-you_are_at_position')
    expect(path(told({}))[0]).toBe('queue timeout')
  })

  it('A9: given another interval, when callers wait, then it is that one, again and again', () => {
    const twice = told({ announcePosition: true, announceEverySec: 20 }, 0, ['timeout', 'finished', 'timeout'])
    expect(waits(twice).map(({ timeoutMs }) => timeoutMs)).toEqual([20_000, 20_000])
  })

  it('A9: given recordings of our own, when it is announced, then they are heard instead', () => {
    const own = told({
      announcePosition: true,
      announceWait: true,
      positionMediaId: 'm3',
      inQueueMediaId: 'm4',
      waitMediaId: 'm5',
    })
    // They do not exist in this design, so that nobody can play them; that they are asked for is the point.
    expect(heard(own).slice(0, 4)).toEqual(['m3', 'digits/3', 'm4', 'm5'])
  })

  it('A9: given the exit key, when it is pressed during an announcement, then the caller leaves', () => {
    expect(path(told({ announcePosition: true }, 0, ['timeout', 'keys:#']))[0]).toBe('queue exit-key')
  })

  it('A9: given announcements, when the longest wait is over, then the caller leaves all the same', () => {
    const over = told({ announcePosition: true, maxWaitSec: 60 }, 0, ['timeout', 'finished', 'timeout'])
    expect(path(over)[0]).toBe('queue timeout')
  })

  it('A9: given an announcement before connecting, when an agent answers, then the caller hears it and then they talk', () => {
    const media = makeDocument('media', { id: 'welcome', name: 'Welcome' })
    const flow = drawFlow({ nodes: { queue: { queueId: 'line' } } })
    const connected = call([flow], ['agents-free', 'answer:0', 'finished'], {
      documents: [line({ announceMediaId: 'welcome' }), media],
    })
    expect(heard(connected)).toEqual(['welcome'])
    expect(asks(connected)).toBe('talk')
  })
})

describe('A9 queue: records', () => {
  it('A9: given conversations are recorded, when an agent answers, then it starts and goes to the address given', () => {
    const recorded = queueCall(['agents-free', 'answer:0'], { recordCalls: true, recordingUrl: 'https://rec.example/' })
    expect(operations(recorded, 'start-recording')).toMatchObject([{ url: 'https://rec.example/', label: 'Line' }])
    expect(operations(queueCall(['agents-free'], { recordCalls: true }), 'start-recording')).toEqual([])
    expect(operations(queueCall(['agents-free', 'answer:0']), 'start-recording')).toEqual([])
  })

  const told = (choices: string[], fields: Partial<Queue> = {}, about: CallAbout = {}) =>
    operations(queueCall(choices, { reportUrl: 'https://cdr.example/', ...fields }, about), 'http-request').map(
      ({ url, fields: sent }) => [url, sent['outcome'], sent['agent'], sent['waited-ms'], sent['talked-ms']],
    )

  it('A9: given an address for reports, when a stay ends, then it is told how, with whom and how long', () => {
    const url = 'https://cdr.example/'
    expect(told(['agents-free', 'answer:0', 'callee-hangs-up'])).toEqual([
      [url, 'answered', 'Alex Example', '14000', '60000'],
    ])
    expect(told(['keys:#'])).toEqual([[url, 'exit-key', '', '10000', '0']])
    expect(told(['hang-up'])).toEqual([[url, 'caller-gone', '', '10000', '0']])
    expect(told([], { enterWhenEmpty: false }, { world: { agentsAway: agentIds } })).toEqual([
      [url, 'no-agents', '', '0', '0'],
    ])
    expect(told(['keys:#'], { reportUrl: '' })).toEqual([])
  })
})

describe('A9 agents', () => {
  /** An agent who is on the phone about it has no hand free: over, it is another matter. */
  const status = (type: string, settings: object, about: CallAbout = {}) => {
    const open = call([drawFlow({ nodes: { [type]: { ...settings } } })], [], {
      documents: [line(), line({ id: 'other', name: 'Other' })],
      caller: insideCaller('1001'),
      ...about,
    })
    return choose(open, 'hang-up')
  }
  const isReady = (rehearsal: Called, queueId = 'line') =>
    rehearsal.world.freeAgents(queueId).some(({ agentId }) => agentId === 'user-1001')
  const loggedOut = { state: [{ key: { scope: 'user', id: 'user-1001', name: 'agent-out' }, value: true }] } as const

  it('A9: given an agent, when they log out, then no queue offers them callers, and they hear so', () => {
    const out = status('agent-status', { action: 'log-out' })
    expect([isReady(out), isReady(out, 'other')]).toEqual([false, false])
    expect(heard(out)).toEqual(['agent-logged_out'])
  })

  it('A9: given an agent who is logged out, when they log in, then every queue of theirs offers them callers again', () => {
    expect(isReady(status('agent-status', { action: 'resume' }, { world: loggedOut }))).toBe(false)
    const logIn = status('agent-status', { action: 'log-in' }, { world: loggedOut })
    expect([isReady(logIn), isReady(logIn, 'other')]).toEqual([true, true])
    expect(heard(logIn)).toEqual(['agent-logged_in'])
  })

  it('A9: given an agent, when they pause, then it is for 600 s unless the step says otherwise, and ends by itself', () => {
    const paused = status('agent-status', { action: 'pause' })
    expect(operations(paused, 'set-agent')).toMatchObject([{ action: 'pause', pauseMs: 600_000 }])
    expect([isReady(paused), heard(paused)]).toEqual([false, ['agent-pause']])
    const short = operations(status('agent-status', { action: 'pause', pauseSec: 60 }), 'set-agent')
    expect(short).toMatchObject([{ pauseMs: 60_000 }])
    const until = (sinceStartMs: number) => ({
      state: [
        {
          key: { scope: 'user', id: 'user-1001', name: 'agent-paused-until' } as const,
          value: paused.setup.startMs + sinceStartMs,
        },
      ],
    })
    const seen = (sinceStartMs: number) => isReady(queueCall([], {}, { world: until(sinceStartMs) }))
    expect([seen(1), seen(0)]).toEqual([false, true])
  })

  it('A9: given an agent on a break, when they resume, then they are offered callers again', () => {
    const pausedState = {
      state: [{ key: { scope: 'user', id: 'user-1001', name: 'agent-paused-until' }, value: 9e15 }],
    }
    const back = status('agent-status', { action: 'resume' }, { world: pausedState as never }) // a literal as const
    expect([isReady(back), heard(back)]).toEqual([true, ['agent-resume']])
  })

  it('A9: given an agent of two queues, when they log out of one, then the other still offers them callers', () => {
    const out = status('queue-login', { action: 'log-out', queueId: 'line' })
    expect([isReady(out), isReady(out, 'other')]).toEqual([false, true])
  })

  it('A9: given an agent logged out of a queue, when they log in to it, then it offers them callers again', () => {
    const world = {
      state: [{ key: { scope: 'queue', id: 'line', name: 'agent-out user-1001' }, value: true }],
    } as const
    expect(isReady(status('queue-login', { action: 'log-in', queueId: 'line' }, { world }))).toBe(true)
  })

  it('A9: given somebody who serves no queue, when they log in, then they hear so', () => {
    const documents = [line({ agentIds: ['user-1002'] })]
    expect(heard(status('agent-status', { action: 'log-in' }, { documents }))).toEqual(['agent-not_call_center_agent'])
  })

  it('A9: given a caller from outside, when they try to log in, then they are no agent', () => {
    const outside = call([drawFlow({ nodes: { 'agent-status': {} } })], [], { documents: [line()] })
    expect(heard(outside)).toEqual(['agent-not_call_center_agent'])
  })

  it("A9: given Kazoo's codes for agents, when they are imported, then each is a step here", () => {
    const flow = (id: string, module: string, data: object) => ({
      path: `callflows/${id}.json`,
      text: JSON.stringify({ id, name: id, numbers: [id], flow: { module, data, children: {} } }),
    })
    const { documents } = readKazoo([
      flow('1', 'acdc_agent', { action: 'login' }),
      flow('2', 'acdc_agent', { action: 'logout' }),
      flow('3', 'acdc_agent', { action: 'paused', timeout: 90 }),
      flow('4', 'acdc_agent', { action: 'resume' }),
      flow('5', 'acdc_queue', { action: 'login', id: 'line' }),
      flow('6', 'acdc_queue', { action: 'logout', id: 'line' }),
    ])
    const steps = documents.flatMap((each) =>
      each.kind === 'callflow' ? Object.values(each.nodes).map(({ type, settings }) => ({ type, ...settings })) : [],
    )
    expect(steps).toMatchObject([
      { type: 'agent-status', action: 'log-in' },
      { type: 'agent-status', action: 'log-out' },
      { type: 'agent-status', action: 'pause', pauseSec: 90 },
      { type: 'agent-status', action: 'resume' },
      { type: 'queue-login', action: 'log-in', queueId: 'line' },
      { type: 'queue-login', action: 'log-out', queueId: 'line' },
    ])
  })

  it('A9: given agents who ring, talk, wrap up or are on a call of their own, when a caller waits, then only ready ones are offered', async () => {
    const { join, waitFor, report, onCall, pass } = service()
    report('call-0', ['ann'], 'answered')
    onCall.add('ben') // a call they made themselves
    const turns = waitFor(join('call-1', 0))
    await Promise.resolve()
    expect(turns).toEqual([])
    report('call-0', ['ann'], 'finished', 5_000)
    expect(turns).toEqual([])
    pass(5_000)
    expect(turns).toEqual([['ann']])
  })
})

describe('A9 M48 agent availability', () => {
  const flow = drawFlow({ nodes: { 'agent-availability': { queueId: 'line' } } })
  const taken = (about: CallAbout = {}) => path(call([flow], [], { documents: [line()], ...about }))[0]?.split(' ')[1]

  it('M48: given somebody is free, when a call comes, then it goes on by available', () => {
    expect(taken()).toBe('available')
    expect(taken({ world: { agentsBusy: ['user-1001'], agentsAway: ['user-1002'] } })).toBe('available')
  })

  it('M48: given all who are logged in are busy, when a call comes, then it goes on by busy', () => {
    expect(taken({ world: { agentsBusy: ['user-1001'], agentsAway: ['user-1002', 'user-1003'] } })).toBe('busy')
  })

  it('M48: given nobody is logged in, or the queue does not exist, when a call comes, then it goes on by none', () => {
    expect(taken({ world: { agentsAway: agentIds } })).toBe('none')
    expect(taken({ documents: [] })).toBe('none')
  })

  it('M48: given a look at the agents, when it is done, then the call is not answered by it', () => {
    expect(operations(call([flow], [], { documents: [line()] }), 'answer')).toEqual([])
  })
})

describe('A9 routing by waiting time', () => {
  const flow = drawFlow({
    nodes: { 'wait-time': { queueId: 'line' }, 'hang-up': {} },
    wires: ['60', '300', '_'].map((branch) => `wait-time ${branch} hang-up`),
  })
  const taken = (averageWaitMs?: number) => {
    const waiting = [{ queueId: 'line', callers: 0, ...(averageWaitMs === undefined ? {} : { averageWaitMs }) }]
    return path(call([flow], [], { documents: [line()], world: { waiting } }))[0]
  }

  it.each([
    [59_000, '_'],
    [60_000, '60'],
    [299_000, '60'],
    [300_000, '300'],
    [9_000_000, '300'],
  ])(
    'A9: given branches of 60 and 300 s, when the average wait is %d ms, then the call goes on by %s',
    (waitMs, branch) => {
      expect(taken(waitMs)).toBe(`wait-time ${branch}`)
    },
  )

  it('A9: given nobody was served yet, when the waiting time is asked, then the call goes on by "_"', () => {
    expect(taken()).toBe('wait-time _')
  })

  it('A9: given a Kazoo step with thresholds, when it is imported, then they are its branches and its window is kept', () => {
    const text = JSON.stringify({
      id: 'f',
      name: 'f',
      numbers: ['1'],
      flow: {
        module: 'acdc_wait_time',
        data: { id: 'line', window: 900 },
        children: { 60: { module: 'hangup', data: {}, children: {} }, _: { module: 'hangup', data: {}, children: {} } },
      },
    })
    const found = readKazoo([{ path: 'callflows/f.json', text }]).documents.find(({ kind }) => kind === 'callflow')
    expect(found).toMatchObject({ wires: expect.arrayContaining([expect.objectContaining({ branch: '60' })]) })
    expect(JSON.stringify(found)).toContain('"windowSec":900')
  })
})

/** The engine's own line, with two agents and a clock of ours. */
function service() {
  let nowMs = 1_000
  let timers: { atMs: number; action: () => void }[] = []
  const onCall = new Set<string>()
  const design = snapshotOf([line({ agentIds: ['ann', 'ben'] })])
  let count = 0
  const queues = new QueueService({
    clock: { now: () => nowMs },
    timers: {
      after(delayMs, action) {
        timers.push({ atMs: nowMs + delayMs, action })
        return () => {
          timers = timers.filter((each) => each.action !== action)
        }
      },
    },
    newId: () => `ticket-${++count}`,
    isReachable: () => true,
    takesCalls: () => true,
    isOnCall: (userId) => onCall.has(userId),
  })
  const join = (callId: string, priority: number) => {
    const joined = queues.join({ queueId: 'line', callId, priority, maxCallers: 0 })
    return joined.outcome === 'joined' ? joined.ticket : ''
  }
  const waitFor = (ticket: string) => {
    const turns: string[][] = []
    queues.awaitTurn(ticket, design, (agents) => turns.push(agents.map(({ agentId }) => agentId)))
    return turns
  }
  const report = (
    callId: string,
    ids: string[],
    outcome: Parameters<QueueService['report']>[0]['outcome'],
    wrapUpMs = 0,
  ) => queues.report({ queueId: 'line', callId, agentIds: ids, outcome, wrapUpMs })
  const pass = (durationMs: number) => {
    nowMs += durationMs
    const due = timers.filter(({ atMs }) => atMs <= nowMs)
    timers = timers.filter(({ atMs }) => atMs > nowMs)
    for (const { action } of due) action()
  }
  return { join, waitFor, report, pass, onCall }
}

describe('A9 queue: being called back', () => {
  const offered = { callbackOffer: 'always' } as const
  const away = { world: { agentsAway: agentIds } }
  const kept = (rehearsal: Called) => operations(rehearsal, 'request-callback')
  const leaving = (rehearsal: Called) => operations(rehearsal, 'leave-queue').map(({ why }) => why)

  it('A9: given nothing set, when callers wait, then nobody is offered to be called back', () => {
    expect(waits(queueCall([], {}, away))).toMatchObject([{ exitKeys: '#' }])
  })

  it('A9: given it is always offered, when the caller presses the key and confirms their number, then the place is kept and the call ends', () => {
    const asked = queueCall(['keys:1', 'keys:1', 'finished'], offered, away)
    expect(kept(asked)).toMatchObject([{ number: '+16045550177', name: 'Customer', ticket: 'ticket-line' }])
    expect([leaving(asked), asked.ended?.reason]).toEqual([['callback'], 'hung-up'])
    expect(heard(asked)).toContain('queue-callback_kept')
  })

  it('A9: given it is always offered, when 5 s have passed, then the caller hears which key', () => {
    const told = queueCall(['timeout'], offered, away)
    expect([told.atMs, heard(told)]).toEqual([5_000, ['queue-callback_offer', 'digits 1']])
  })

  it('A9: given it is offered after a wait, when that is not over, then the key does nothing', () => {
    const fields = { callbackOffer: 'after-wait', callbackAfterSec: 40 } as const
    expect(waits(queueCall([], fields, away))).toMatchObject([{ timeoutMs: 40_000, exitKeys: '#' }])
    expect(waits(queueCall(['timeout', 'finished'], fields, away)).at(-1)).toMatchObject({ exitKeys: '#1' })
  })

  it('A9: given it is offered when the wait is long, when it is not expected to be, then it is not', () => {
    const fields = { callbackOffer: 'long-wait', callbackWaitSec: 180 } as const
    const world = (averageWaitMs: number) => ({
      world: { agentsBusy: agentIds, waiting: [{ queueId: 'line', callers: 2, averageWaitMs }] },
    })
    expect(heard(queueCall(['timeout'], fields, world(180_001)))).toContain('queue-callback_offer')
    expect(waits(queueCall(['timeout'], fields, world(180_000))).at(-1)).toMatchObject({ exitKeys: '#' })
  })

  it('A9: given another key, when it is pressed, then it is that one; the key to leave goes before', () => {
    expect(asks(queueCall(['keys:5'], { ...offered, callbackKey: '5' }, away))).toBe('collect')
    expect(leaves(queueCall(['keys:1'], { ...offered, exitKey: '1' }, away))).toEqual(byDefault('exit-key'))
  })

  it('A9: given a number that is to be called back already, when another caller gives it, then they hear so', () => {
    const callbacks = [{ queueId: 'line', number: '+16045550177' }]
    const again = queueCall(['keys:1', 'keys:1', 'finished'], offered, { world: { ...away.world, callbacks } })
    expect(heard(again)).toContain('queue-callback_already')
  })

  it('A9: given the caller does not confirm, when they press nothing or another key, then they go on waiting', () => {
    expect(asks(queueCall(['keys:1', 'silence'], offered, away))).toBe('await-agent')
    expect(kept(queueCall(['keys:1', 'keys:9'], offered, away))).toEqual([])
  })
})

describe('A9 agents: why they pause', () => {
  it('A9: given a reason on the step, when an agent pauses by it, then it is kept with the break', () => {
    const flow = drawFlow({ nodes: { 'agent-status': { action: 'pause', reason: 'Lunch' } } })
    const paused = call([flow], [], { documents: [line()], caller: insideCaller('1001') })
    expect(operations(paused, 'set-agent')).toMatchObject([{ action: 'pause', reason: 'Lunch' }])
    const key = { scope: 'user', id: 'user-1001', name: 'agent-pause-reason' } as const
    expect(paused.world.readState(key)).toBe('Lunch')
  })
})
