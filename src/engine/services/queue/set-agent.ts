import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import type { OperationOf } from '../../../callflow/run/operation.ts'
import { agentWrites, DEFAULT_PAUSE_MS } from '../../../callflow/scripts/agent-state.ts'
import type { EngineClock } from '../../clock.ts'
import type { Timers } from '../../sip/user-agent-options.ts'
import type { RuntimeState } from '../../state/runtime-state.ts'
import type { QueueService } from './queue-service.ts'
import type { Wallboard } from './wallboard.ts'

export interface AgentWorld {
  readonly queues: Pick<QueueService, 'reconsider' | 'ready'>
  readonly wallboard: Pick<Wallboard, 'happened' | 'changed'>
  readonly runtimeState: RuntimeState
  readonly clock: EngineClock
  readonly timers: Timers
}

/** Logs an agent in or out, or gives them a break, and offers them waiting callers at once when they are back (A9). */
export function setAgent(
  world: AgentWorld,
  design: DesignSnapshot,
  operation: OperationOf<'set-agent'>,
): { readonly outcome: 'done' | 'not-an-agent' } {
  const { agentId, queueId, action, pauseMs, reason = '' } = operation
  const { queues, wallboard, runtimeState, clock, timers } = world
  const isAgent = design
    .list('queue')
    .some((queue) => (queueId === undefined || queue.id === queueId) && queue.agentIds.includes(agentId))
  if (!isAgent) return { outcome: 'not-an-agent' }
  for (const { key, value } of agentWrites(operation, clock.wall())) runtimeState.write(key, value)
  if (action === 'ready') queues.ready(agentId)
  else wallboard.happened({ queueId: queueId ?? '', kind: action, agentId, about: action === 'pause' ? reason : '' })
  if (action === 'pause')
    timers.after(pauseMs ?? DEFAULT_PAUSE_MS, () => {
      wallboard.changed({ agentIds: [agentId] })
      queues.reconsider()
    })
  // In one queue or in all: their state there is another.
  wallboard.changed({ agentIds: [agentId] })
  queues.reconsider()
  return { outcome: 'done' }
}
