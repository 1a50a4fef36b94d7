import { mayOrderAgent } from '../../callflow/scripts/agent-rights.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { takesQueueCalls } from '../../callflow/scripts/agent-state.ts'
import type { EngineClock } from '../clock.ts'
import type { AgentChange, QueueBoard } from '../control/queue-contract.ts'
import { Callbacks } from '../services/queue/callbacks.ts'
import { QueueService } from '../services/queue/queue-service.ts'
import { isReachableAgent } from '../services/queue/reachable-agent.ts'
import { setAgent } from '../services/queue/set-agent.ts'
import { Wallboard } from '../services/queue/wallboard.ts'
import type { Registrar } from '../services/registrar/registrar.ts'
import type { Timers } from '../sip/user-agent-options.ts'
import type { CallbackRows } from '../state/callback-rows.ts'
import type { QueueLog } from '../state/queue-log.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import type { Call } from './call.ts'
import { callBackOf, type ToRing } from './call-back.ts'
import { PeopleOnCalls } from './people-on-calls.ts'

export interface QueueRoomOptions {
  readonly clock: EngineClock
  readonly timers: Timers
  readonly newId: () => string
  readonly design: () => DesignSnapshot | undefined
  readonly runtimeState: RuntimeState
  readonly registrar: Pick<Registrar, 'isRegistered'>
  readonly log: QueueLog
  readonly callbackRows: CallbackRows
  /** Makes a call that nobody makes. */
  readonly ring: (call: ToRing) => string | undefined
  readonly liveCalls: () => Iterable<Call>
  readonly isOnCall: (userId: string) => boolean
  readonly onBoard: (board: QueueBoard) => void
}

export type QueueRoom = ReturnType<typeof createQueueRoom>

/** What the control API asks of queues. */
export type QueueControl = Pick<QueueRoom, 'boards' | 'log' | 'setAgent' | 'dropCallback'>

/** Queues, and what is to be seen of them. */
export function createQueueRoom(options: QueueRoomOptions) {
  const { clock, timers, newId, design, runtimeState, registrar, log, callbackRows, liveCalls, onBoard } = options
  const readState: RuntimeState['read'] = (key) => runtimeState.read(key)
  const isRegistered = (deviceId: string) => registrar.isRegistered(deviceId, clock.now())
  const isReachable = (userId: string, of: DesignSnapshot) =>
    isReachableAgent(of, userId, { read: readState, isRegistered })
  const people = new PeopleOnCalls((agentIds) => wallboard.changed({ agentIds }))
  const queues: QueueService = new QueueService({
    clock,
    timers,
    newId,
    isReachable,
    takesCalls: (agent) => takesQueueCalls(readState, agent, clock.wall()),
    isOnCall: options.isOnCall,
    onEvent: (event) => wallboard.happened(event),
    onChanged: (change) => wallboard.changed(change),
  })
  const wallboard: Wallboard = new Wallboard({
    clock,
    timers,
    design,
    queues,
    log,
    readState,
    isReachable,
    callers: () => new Map([...liveCalls()].map((call) => [call.callId, customerOf(call)])),
    onCalls: () => people.all(),
    callbacksOf: (queueId) => callbacks.of(queueId),
    callbackAt: (ticket) => callbacks.at(ticket),
    onChanged: onBoard,
  })
  const callbacks: Callbacks = new Callbacks({
    clock,
    timers,
    newId,
    design,
    queues,
    rows: callbackRows,
    start(callback, agents) {
      const running = design()
      return running && options.ring(callBackOf(running, callback, agents))
    },
    onEvent: (event) => wallboard.happened(event),
    onChanged: (change) => wallboard.changed(change),
  })
  return {
    queues,
    wallboard,
    callbacks,
    /** Who was to be called back before the engine was started is. */
    start: () => callbacks.start(),
    boards: () => wallboard.boards(),
    log: (queueId: string, limit: number) => wallboard.log(queueId, limit),
    setAgent({ byId, agentId, queueId, action, reason, pauseSec }: AgentChange): {
      readonly outcome: 'done' | 'not-an-agent' | 'not-allowed'
    } {
      const running = design()
      if (!running) return { outcome: 'not-an-agent' }
      if (!mayOrderAgent(running, byId, { agentId, queueId, action })) return { outcome: 'not-allowed' }
      const pauseMs = pauseSec * 1_000
      const change = { agentId, action, reason, pauseMs, ...(queueId === undefined ? {} : { queueId }) }
      return setAgent({ queues, wallboard, runtimeState, clock, timers }, running, { kind: 'set-agent', ...change })
    },
    dropCallback: (queueId: string, callbackId: string): boolean => callbacks.takeOff(queueId, callbackId),
    callChanged: (call: Call) => people.changed(call),
    callEnded(callId: string) {
      people.ended(callId)
      callbacks.callEnded(callId)
    },
    designChanged() {
      callbacks.designChanged()
      wallboard.changed()
    },
    /** A phone came or went. */
    phonesChanged() {
      queues.reconsider()
      wallboard.changed()
    },
  }
}

/** Whoever calls; in a call back, where the agent stands in the caller's place, whom it is for. */
function customerOf({ who, subject: { caller } }: Call) {
  return who.origin.kind === 'device' && caller.origin.kind === 'trunk' ? caller : who
}
