import { describe, expect, it } from 'vitest'
import {
  type ConferenceRoom,
  type EngineEvent,
  type LiveCall,
  nothingLive,
  withEngineEvents,
  withReading,
} from './live-events.ts'

const call = (callId: string, nodeId: string | null): LiveCall => ({
  callId,
  startedMs: 0,
  answeredMs: null,
  callerName: 'Bea',
  callerNumber: '1002',
  attestation: '',
  dialled: '8000',
  state: 'answered',
  callflowId: 'main',
  nodeId,
  legs: [],
  slot: '',
  phones: [],
  supervises: null,
  supervisors: [],
  recording: 'off',
})
const changed = (callId: string, nodeId: string | null): EngineEvent => ({
  kind: 'call-changed',
  call: call(callId, nodeId),
})
const trace = (callId: string, atMs: number): EngineEvent => ({
  kind: 'trace',
  callId,
  event: { atMs, kind: 'node-entered' },
})
const ended = (callId: string): EngineEvent => ({
  kind: 'call-ended',
  callId,
  cdr: {
    callId,
    startedMs: 0,
    answeredMs: null,
    endedMs: 1,
    direction: 'internal',
    callerName: '',
    callerNumber: '',
    dialled: '8000',
    callflowId: 'main',
    answeredBy: '',
    endReason: 'caller-gone',
    sipStatus: null,
    tag: '',
    forwardedBy: '',
    transferredBy: '',
    continuedIn: '',
    audio: [],
    endedBecause: '',
    attestation: '',
    chargedTo: '',
    numberClass: '',
  },
})

describe('engine events', () => {
  it('count the calls that stand at each node', () => {
    const state = withEngineEvents(nothingLive, [changed('a', 'menu'), changed('b', 'menu'), changed('c', null)])
    expect([...state.callsAtNode]).toEqual([['main/menu', 2]])
  })

  it('move a call from node to node and take it away at its end', () => {
    const moved = withEngineEvents(nothingLive, [changed('a', 'menu'), changed('a', 'ring')])
    expect([...moved.callsAtNode]).toEqual([['main/ring', 1]])
    const over = withEngineEvents(moved, [ended('a')])
    expect(over.calls.size).toBe(0)
    expect(over.callsAtNode.size).toBe(0)
    expect(over.ended.map((cdr) => cdr.callId)).toEqual(['a'])
  })

  it('keep the trace of a call after it ended, but not of ever more calls', () => {
    const many = Array.from({ length: 250 }, (_, index) => trace(`call-${index}`, index))
    const state = withEngineEvents(nothingLive, many)
    expect(state.traces.size).toBe(200)
    expect(state.traces.has('call-249')).toBe(true)
    expect(state.traces.has('call-0')).toBe(false)
  })

  it('never drop the trace of a call that is up', () => {
    const up = withEngineEvents(nothingLive, [changed('up', 'menu'), trace('up', 0)])
    const many = Array.from({ length: 250 }, (_, index) => trace(`call-${index}`, index))
    expect(withEngineEvents(up, many).traces.has('up')).toBe(true)
  })

  it('leave what they do not touch as it is', () => {
    const before = withEngineEvents(nothingLive, [changed('a', 'menu')])
    const after = withEngineEvents(before, [trace('a', 1)])
    expect(after.calls).toBe(before.calls)
    expect(after.callsAtNode).toBe(before.callsAtNode)
  })

  it('has the messages read again when one was left, heard or deleted by phone (A6)', () => {
    const after = withEngineEvents(nothingLive, [
      { kind: 'messages-changed', mailboxId: 'box' },
      { kind: 'messages-changed', mailboxId: 'other' },
    ])
    expect(after.messagesVersion).toBe(nothingLive.messagesVersion + 2)
    expect(after.calls).toBe(nothingLive.calls)
  })
})

describe('conference rooms', () => {
  const room = (conferenceId: string, isLocked = false): ConferenceRoom => ({
    conferenceId,
    startedMs: 0,
    isLocked,
    isMutedAll: false,
    parties: [],
  })

  it('are as last told, until nobody is in them', () => {
    const state = withEngineEvents(nothingLive, [
      { kind: 'conference-changed', room: room('a') },
      { kind: 'conference-changed', room: room('b') },
      { kind: 'conference-changed', room: room('a', true) },
    ])
    expect([...state.rooms.values()]).toEqual([room('a', true), room('b')])
    const after = withEngineEvents(state, [{ kind: 'conference-ended', conferenceId: 'a' }])
    expect([...after.rooms.keys()]).toEqual(['b'])
    expect(
      withReading(after, {
        calls: [],
        registrations: [],
        trunks: [],
        rooms: [],
        emergencies: [],
        outsideStops: [],
        boards: [],
        switches: new Map(),
        fetches: [],
      }).rooms.size,
    ).toBe(0)
  })
})

describe('settings of phones', () => {
  it('are as each fetched them last', () => {
    const fetch = (deviceId: string, fetchedMs: number) => ({
      deviceId,
      fetchedMs,
      file: 'a.cfg',
      userAgent: '',
      source: '192.0.2.1',
      problem: null,
    })
    const state = withEngineEvents(nothingLive, [
      { kind: 'phone-fetched', fetch: fetch('a', 1) },
      { kind: 'phone-fetched', fetch: fetch('b', 2) },
      { kind: 'phone-fetched', fetch: fetch('a', 3) },
    ])
    expect([...state.fetches.values()]).toEqual([fetch('a', 3), fetch('b', 2)])
  })
})
