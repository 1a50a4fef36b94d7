import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import { agentWrites, DEFAULT_PAUSE_MS } from '../../../callflow/scripts/agent-state.ts'
import type { EngineClock } from '../../clock.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type { RuntimeState } from '../../state/runtime-state.ts'
import type { QueueService } from './queue-service.ts'

export interface AgentWorld {
  readonly queues: Pick<QueueService, 'reconsider'>
  readonly runtimeState: RuntimeState
  readonly clock: EngineClock
  readonly timers: Timers
}

/** Logs an agent in or out, or gives them a break, and offers them waiting callers at once when they are back (A9). */
export function setAgent(
  world: AgentWorld,
  design: DesignSnapshot,
  operation: OperationOf<'set-agent'>,
): ResultOf<'set-agent'> {
  const { agentId, queueId, action, pauseMs } = operation
  const isAgent = design
    .list('queue')
    .some((queue) => (queueId === undefined || queue.id === queueId) && queue.agentIds.includes(agentId))
  if (!isAgent) return { outcome: 'not-an-agent' }
  for (const { key, value } of agentWrites(operation, world.clock.wall())) world.runtimeState.write(key, value)
  if (action === 'pause') world.timers.after(pauseMs ?? DEFAULT_PAUSE_MS, () => world.queues.reconsider())
  world.queues.reconsider()
  return { outcome: 'done' }
}
