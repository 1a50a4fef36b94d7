import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Cdr } from '../control/contract.ts'
import { MessageTally } from '../sip/message-counts.ts'
import { EngineTallies, Spread } from './engine-tallies.ts'

const audio = (lost: number, mos: number | null) => ({
  label: '1001',
  codec: 'PCMA',
  sent: 100,
  received: { packets: 100 - lost, lost, jitterMs: 12 },
  farEnd: null,
  roundTripMs: null,
  mos,
})
const call = (about: Partial<Cdr>): Cdr => ({
  callId: 'c',
  startedMs: 0,
  answeredMs: null,
  endedMs: 90_000,
  direction: 'inbound',
  callerName: 'Anna',
  callerNumber: '+498912345',
  attestation: '',
  dialled: '8000',
  callflowId: 'f',
  answeredBy: '',
  endReason: 'whatever a script calls it',
  endedBecause: '',
  sipStatus: null,
  tag: '',
  forwardedBy: '',
  chargedTo: '',
  numberClass: '',
  transferredBy: '',
  continuedIn: '',
  audio: [],
  ...about,
})

describe('a spread', () => {
  it('counts a value at the first bound that it does not exceed', () => {
    const spread = new Spread([1, 5])
    for (const value of [0, 1, 1.1, 5, 6]) spread.note(value)
    expect(spread.counts).toEqual([2, 2, 1])
    expect(spread.sum).toBeCloseTo(13.1)
  })
})

describe('tallies of calls', () => {
  it('tell who answered from who did not, by direction and class of status, and by nothing else', () => {
    const tallies = new EngineTallies()
    tallies.callEnded(call({ answeredMs: 10_000, sipStatus: 486 }))
    tallies.callEnded(call({ sipStatus: 486 }))
    tallies.callEnded(call({ sipStatus: 404, callerNumber: '+1', endReason: 'another' }))
    tallies.callEnded(call({ direction: 'outbound' }))
    expect(tallies.ended).toEqual([
      { direction: 'inbound', outcome: 'answered', status: '', count: 1 },
      { direction: 'inbound', outcome: 'not-answered', status: '4xx', count: 2 },
      { direction: 'outbound', outcome: 'not-answered', status: '', count: 1 },
    ])
    expect(tallies.talkSec.sum).toBe(80)
  })

  it('know how legs sounded, and leave those out that heard nothing', () => {
    const tallies = new EngineTallies()
    tallies.callEnded(
      call({
        audio: [audio(2, 4.2), audio(0, null), { ...audio(0, null), received: { packets: 0, lost: 0, jitterMs: 0 } }],
      }),
    )
    expect(tallies.mos.counts.reduce((sum, each) => sum + each)).toBe(1)
    expect(tallies.loss.sum).toBeCloseTo(0.02)
    expect(tallies.loss.counts).toEqual([1, 0, 0, 1, 0, 0])
    expect(tallies.jitterSec.sum).toBeCloseTo(0.024)
  })
})

describe('counts of SIP messages', () => {
  it('go by method and class, and by no word that a stranger makes up', () => {
    const tally = new MessageTally()
    for (const method of ['INVITE', 'INVITE', 'XYZZY', 'PLUGH']) tally.received({ kind: 'request', method })
    tally.received({ kind: 'response', status: 183 })
    for (const text of [
      'SIP/2.0 200 OK\r\n',
      'SIP/2.0 486 Busy Here\r\n',
      'SUBSCRIBE sip:a SIP/2.0\r\n',
      'NOSUCHMETHODATALL sip:a SIP/2.0',
      '\r\n',
    ])
      tally.sent(Buffer.from(text))
    expect(
      Object.fromEntries(tally.counts.map(({ direction, message, count }) => [`${direction} ${message}`, count])),
    ).toEqual({
      'in INVITE': 2,
      'in OTHER': 2,
      'in 1xx': 1,
      'out 2xx': 1,
      'out 4xx': 1,
      'out SUBSCRIBE': 1,
      'out OTHER': 2,
    })
  })
})

describe('the dashboard', () => {
  it('asks for nothing that the page does not have', () => {
    const root = join(import.meta.dirname, '..', '..', '..')
    const dashboard = readFileSync(join(root, 'packaging', 'grafana', 'callwright.json'), 'utf8')
    const page = readFileSync(join(import.meta.dirname, 'metrics-page.ts'), 'utf8')
    const asked = [
      ...new Set(
        [...dashboard.matchAll(/callwright_([a-z0-9_]+)/g)].map(([, name = '']) =>
          name.replace(/_(?:bucket|sum|count)$/, ''),
        ),
      ),
    ]
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.filter((name) => !page.includes(`'${name}'`))).toEqual([])
  })
})
