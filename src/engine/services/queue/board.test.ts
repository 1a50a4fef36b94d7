import { describe, expect, it } from 'vitest'
import type { AgentFacts, BoardFacts } from './board.ts'
import { agentState, boardOf } from './board.ts'
import { idleAgent } from './agent-work.ts'
import { noTotals } from './queue-day.ts'

const NOW_MS = 100_000
const agent = (fields: Partial<AgentFacts> = {}): AgentFacts => ({
  agentId: 'ann',
  name: 'Ann',
  level: 1,
  skills: [],
  duty: { kind: 'on' },
  work: idleAgent(),
  isOnCall: false,
  isReachable: true,
  with: '',
  ...fields,
})
const work = (fields: Partial<ReturnType<typeof idleAgent>>) => ({ ...idleAgent(), ...fields })
const paused = { kind: 'paused', untilMs: 5_000_000, reason: 'Lunch' } as const

const place = (ticket: string, fields: Partial<BoardFacts['line'][number]> = {}) => ({
  ticket,
  queueId: 'sales',
  callId: `call-${ticket}`,
  priority: 0,
  skills: [],
  joinedMs: 1_000,
  isKept: false,
  name: `Caller ${ticket}`,
  number: '',
  ...fields,
})

const board = (fields: Partial<BoardFacts> = {}) =>
  boardOf({
    queue: { id: 'sales', name: 'Sales', serviceLevelSec: 20 },
    line: [],
    callbacks: [],
    agents: [],
    totals: noTotals,
    timezone: 'UTC',
    expectedWaitMs: undefined,
    nowMs: NOW_MS,
    wallOf: (nowMs) => nowMs + 1_000_000,
    sinceMs: () => 7,
    ...fields,
  })

describe('what an agent does', () => {
  it.each([
    ['ready', {}],
    ['unreachable', { isReachable: false }],
    ['logged-out', { duty: { kind: 'out' }, isReachable: false }],
    ['paused', { duty: paused, isReachable: false, isOnCall: true }],
    ['on-call', { isOnCall: true, work: work({ wrapUpUntilMs: NOW_MS + 1 }) }],
    ['wrap-up', { work: work({ wrapUpUntilMs: NOW_MS + 1 }) }],
    ['ready', { work: work({ wrapUpUntilMs: NOW_MS }) }],
    ['ringing', { work: work({ state: 'ringing' }) }],
    ['talking', { work: work({ state: 'talking' }), isOnCall: true }],
    ['talking', { work: work({ state: 'talking' }), duty: { kind: 'out' } }],
    ['talking', { work: work({ state: 'talking' }), duty: paused }],
  ] as const)('is %s with %j', (state, facts) => {
    expect(agentState(agent(facts), NOW_MS)).toBe(state)
  })
})

describe('a queue’s board', () => {
  it('has callers in line with their places and when they came, by the clock on the wall', () => {
    expect(board({ line: [place('a', { priority: 5 }), place('b', { isKept: true })] })).toMatchObject({
      waitingCount: 2,
      waiting: [
        { callId: 'call-a', name: 'Caller a', position: 1, sinceMs: 1_001_000, priority: 5, isCallback: false },
        { callId: '', position: 2, isCallback: true },
      ],
    })
  })

  it('tells the first 200 of more, and how many there are', () => {
    const line = Array.from({ length: 10_000 }, (_, at) => place(String(at)))
    const { waiting, waitingCount } = board({ line })
    expect([waiting.length, waiting.at(-1)?.position, waitingCount]).toEqual([200, 200, 10_000])
  })

  it('says why and how long agents pause, and whom they talk to while they do', () => {
    const agents = [
      agent({ duty: paused, with: 'nobody' }),
      agent({ work: work({ wrapUpUntilMs: NOW_MS + 5_000, callId: 'c', queueId: 'help' }), with: 'nobody' }),
      agent({ work: work({ state: 'talking', callId: 'c', queueId: 'help' }), with: 'Eve' }),
      agent({ isOnCall: true, with: '2000' }),
    ]
    expect(board({ agents }).agents).toMatchObject([
      { state: 'paused', reason: 'Lunch', untilMs: 5_000_000, with: '', callId: '' },
      { state: 'wrap-up', reason: '', untilMs: 1_105_000, with: '', callId: '', queueId: '' },
      { state: 'talking', untilMs: null, with: 'Eve', callId: 'c', queueId: 'help' },
      { state: 'on-call', with: '2000', callId: '' },
    ])
  })

  it('has averages and a service level once there is something to take them of', () => {
    expect(board().today).toMatchObject({ averageWaitMs: null, averageTalkMs: null, serviceLevel: null })
    const totals = { ...noTotals, answered: 4, answeredInTime: 3, waitMs: 10_001, talks: 2, talkMs: 60_000 }
    expect(board({ totals }).today).toMatchObject({
      averageWaitMs: 2_500,
      averageTalkMs: 30_000,
      serviceLevel: 0.75,
      answered: 4,
    })
    expect([board().expectedWaitMs, board({ expectedWaitMs: 5 }).expectedWaitMs]).toEqual([null, 5])
  })
})
