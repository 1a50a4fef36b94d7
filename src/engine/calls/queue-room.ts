import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { takesQueueCalls } from '../../callflow/scripts/agent-state.ts'
import type { EngineClock } from '../clock.ts'
import type { AgentChange, QueueBoard } from '../control/queue-contract.ts'
import { QueueService } from '../services/queue/queue-service.ts'
import { isReachableAgent } from '../services/queue/reachable-agent.ts'
import { setAgent } from '../services/queue/set-agent.ts'
import { Wallboard } from '../services/queue/wallboard.ts'
import type { Registrar } from '../services/registrar/registrar.ts'
import type { Timers } from '../sip/user-agent-options.ts'
import type { QueueLog } from '../state/queue-log.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import type { Call } from './call.ts'
import { PeopleOnCalls } from './people-on-calls.ts'

export interface QueueRoomOptions {
  readonly clock: EngineClock
  readonly timers: Timers
  readonly newId: () => string
  readonly design: () => DesignSnapshot | undefined
  readonly runtimeState: RuntimeState
  readonly registrar: Pick<Registrar, 'isRegistered'>
  readonly log: QueueLog
  readonly liveCalls: () => Iterable<Call>
  readonly onBoard: (board: QueueBoard) => void
}

export type QueueRoom = ReturnType<typeof createQueueRoom>

/** What the control API asks of queues. */
export type QueueControl = Pick<QueueRoom, 'boards' | 'log' | 'setAgent' | 'dropCallback'>

/** Queues, and what is to be seen of them. */
export function createQueueRoom(options: QueueRoomOptions) {
  const { clock, timers, newId, design, runtimeState, registrar, log, liveCalls, onBoard } = options
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
    isOnCall: (userId) => [...liveCalls()].some((call) => call.involves(userId)),
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
    callers: () => new Map([...liveCalls()].map(({ callId, who }) => [callId, who])),
    onCalls: () => people.all(),
    callbacksOf: () => [],
    callbackAt: () => undefined,
    onChanged: onBoard,
  })
  return {
    queues,
    wallboard,
    boards: () => wallboard.boards(),
    log: (queueId: string, limit: number) => wallboard.log(queueId, limit),
    setAgent({ agentId, queueId, action, reason, pauseSec }: AgentChange): ReturnType<typeof setAgent> {
      const running = design()
      if (!running) return { outcome: 'not-an-agent' }
      const pauseMs = pauseSec * 1_000
      const change = { agentId, action, reason, pauseMs, ...(queueId === undefined ? {} : { queueId }) }
      return setAgent({ queues, wallboard, runtimeState, clock, timers }, running, { kind: 'set-agent', ...change })
    },
    dropCallback: (_queueId: string, _callbackId: string): boolean => false,
    callChanged: (call: Call) => people.changed(call),
    callEnded: (callId: string) => people.ended(callId),
    designChanged: () => wallboard.changed(),
    /** A phone came or went. */
    phonesChanged() {
      queues.reconsider()
      wallboard.changed()
    },
  }
}
