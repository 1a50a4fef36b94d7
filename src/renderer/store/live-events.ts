import type { AppEvent } from '../../main/api/contract.ts'
import type { EngineStatus } from '../../main/api/target-contract.ts'
import { type Switches, switchKey } from './phone-lamps.ts'

/** Events of the engine as they come through the app API. */
export type EngineEvent = Extract<AppEvent, { kind: 'target-events' }>['events'][number]
export type LiveCall = Extract<EngineEvent, { kind: 'call-changed' }>['call']
export type Cdr = Extract<EngineEvent, { kind: 'call-ended' }>['cdr']
export type ConferenceRoom = Extract<EngineEvent, { kind: 'conference-changed' }>['room']
export type QueueBoard = Extract<EngineEvent, { kind: 'queue-changed' }>['board']
export type Registration = Extract<EngineEvent, { kind: 'registrations-changed' }>['registrations'][number]
export type TrunkState = Extract<EngineEvent, { kind: 'trunks-changed' }>['trunks'][number]
export type TrunkTest = Extract<EngineEvent, { kind: 'trunk-test-changed' }>['test']
export type OutsideStop = Extract<EngineEvent, { kind: 'outside-stops-changed' }>['stops'][number]
export type EmergencyCall = Extract<EngineEvent, { kind: 'emergencies-changed' }>['calls'][number]
/** What a phone came for last. */
export type PhoneFetch = Extract<EngineEvent, { kind: 'phone-fetched' }>['fetch']
export type VoicemailMessage = Extract<EngineEvent, { kind: 'message-saved' }>['message']
/** A trace event with unknown fields; `kind` says which (src/callflow/run/trace.ts). */
export type TraceEntry = Extract<EngineEvent, { kind: 'trace' }>['event']

export interface LiveState {
  /** Null until the back room has said. */
  readonly engine: EngineStatus | null
  readonly registrations: readonly Registration[]
  /** Of the carriers of the design that runs. */
  readonly trunks: readonly TrunkState[]
  /** Calls up now, by call id, oldest first. */
  readonly calls: ReadonlyMap<string, LiveCall>
  /** Conference rooms that somebody is in, by conference, the oldest first. */
  readonly rooms: ReadonlyMap<string, ConferenceRoom>
  /** Queues of the design that runs, by id. */
  readonly boards: ReadonlyMap<string, QueueBoard>
  /** What calls did, by call id: those up now and the last ended ones. */
  readonly traces: ReadonlyMap<string, readonly TraceEntry[]>
  readonly callsAtNode: ReadonlyMap<string, number>
  /** Calls that ended since the page was opened, newest first. */
  readonly ended: readonly Cdr[]
  /** Counts up when a message was left, heard or deleted: pages that show messages read them again. */
  readonly messagesVersion: number
  /** Counts up when everything must be read again. */
  readonly resyncs: number
  readonly lastProblem: string | null
  /** Calls for help, the newest first. */
  readonly emergencies: readonly EmergencyCall[]
  /** Whose calls outside are stopped, the newest first. */
  readonly outsideStops: readonly OutsideStop[]
  /** The last test call of each trunk, by trunk. */
  readonly trunkTests: ReadonlyMap<string, TrunkTest>
  readonly switches: Switches
  /** By device. */
  readonly fetches: ReadonlyMap<string, PhoneFetch>
}

export const nothingLive: LiveState = {
  engine: null,
  registrations: [],
  trunks: [],
  calls: new Map(),
  rooms: new Map(),
  boards: new Map(),
  traces: new Map(),
  callsAtNode: new Map(),
  ended: [],
  messagesVersion: 0,
  resyncs: 0,
  lastProblem: null,
  emergencies: [],
  outsideStops: [],
  trunkTests: new Map(),
  switches: new Map(),
  fetches: new Map(),
}

export interface Reading {
  readonly calls: readonly LiveCall[]
  readonly registrations: readonly Registration[]
  readonly trunks: readonly TrunkState[]
  readonly rooms: readonly ConferenceRoom[]
  readonly emergencies: readonly EmergencyCall[]
  readonly outsideStops: readonly OutsideStop[]
  readonly boards: readonly QueueBoard[]
  readonly switches: Switches
  readonly fetches: readonly PhoneFetch[]
}

const MAX_TRACES = 200
const MAX_TRACE_EVENTS = 2_000
const MAX_ENDED = 500

/** One batch. Parts that no event touched stay the same object. */
export function withEngineEvents(state: LiveState, events: readonly EngineEvent[]): LiveState {
  const calls = new Map(state.calls)
  const traces = new Map(state.traces)
  const next = { ...state }
  let callsChanged = false
  let tracesChanged = false
  for (const event of events) {
    switch (event.kind) {
      case 'call-changed':
        calls.set(event.call.callId, event.call)
        callsChanged = true
        break
      case 'call-ended':
        callsChanged = calls.delete(event.callId) || callsChanged
        next.ended = [event.cdr, ...next.ended].slice(0, MAX_ENDED)
        break
      case 'trace': {
        const trace = traces.get(event.callId) ?? []
        traces.delete(event.callId)
        traces.set(event.callId, [...trace, event.event].slice(-MAX_TRACE_EVENTS))
        tracesChanged = true
        break
      }
      case 'conference-changed':
        next.rooms = new Map(next.rooms).set(event.room.conferenceId, event.room)
        break
      case 'conference-ended':
        next.rooms = new Map([...next.rooms].filter(([id]) => id !== event.conferenceId))
        break
      case 'queue-changed':
        next.boards = new Map(next.boards).set(event.board.queueId, event.board)
        break
      case 'registrations-changed':
        next.registrations = event.registrations
        break
      case 'trunks-changed':
        next.trunks = event.trunks
        break
      case 'message-saved':
      case 'messages-changed':
        next.messagesVersion++
        break
      case 'emergencies-changed':
        next.emergencies = event.calls
        break
      case 'outside-stops-changed':
        next.outsideStops = event.stops
        break
      case 'trunk-test-changed':
        next.trunkTests = new Map(next.trunkTests).set(event.test.trunkId, event.test)
        break
      case 'switch-changed': {
        const switches = new Map(next.switches)
        if (event.value === null) switches.delete(switchKey(event))
        else switches.set(switchKey(event), event.value)
        next.switches = switches
        break
      }
      case 'phone-fetched':
        next.fetches = new Map(next.fetches).set(event.fetch.deviceId, event.fetch)
        break
      case 'problem':
        next.lastProblem = event.message
        break
      case 'resync':
        next.resyncs++
        break
      case 'bundle-activated':
        break
    }
  }
  if (tracesChanged) {
    for (const id of traces.keys()) {
      if (traces.size <= MAX_TRACES) break
      if (!calls.has(id)) traces.delete(id)
    }
    next.traces = traces
  }
  if (callsChanged) {
    next.calls = calls
    next.callsAtNode = countByNode(calls.values())
  }
  return next
}

/** As just read from the engine. */
export function withReading(
  state: LiveState,
  { calls, registrations, trunks, rooms, emergencies, outsideStops, boards, switches, fetches }: Reading,
): LiveState {
  return {
    ...state,
    registrations,
    trunks,
    emergencies,
    outsideStops,
    switches,
    fetches: new Map(fetches.map((fetch) => [fetch.deviceId, fetch])),
    rooms: new Map(rooms.map((room) => [room.conferenceId, room])),
    boards: new Map(boards.map((board) => [board.queueId, board])),
    calls: new Map(calls.map((call) => [call.callId, call])),
    callsAtNode: countByNode(calls),
  }
}

function countByNode(calls: Iterable<LiveCall>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { callflowId, nodeId } of calls) {
    if (nodeId === null) continue
    const key = `${callflowId}/${nodeId}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}
