import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { OperationOf } from '../run/operation.ts'
import { supervisorRights } from './supervising.ts'

/** Without a queue: in all queues of the agent. */
export type AgentOrder = Pick<OperationOf<'set-agent'>, 'agentId' | 'action'> & {
  readonly queueId?: DocumentId | undefined
}

/**
 * Whether somebody may log an agent in or out, give them a break or end it: agents may themselves, managers for the agents of their queues,
 * administrators for everybody. In all queues of an agent a manager logs in and out only who works for theirs alone.
 */
export function mayOrderAgent(
  design: DesignSnapshot,
  byId: DocumentId,
  { agentId, queueId, action }: AgentOrder,
): boolean {
  const by = design.find('user', byId)
  if (!by?.enabled) return false
  if (by.id === agentId) return true
  const rights = supervisorRights(design, by.id)
  if (!rights?.queueIds) return rights !== undefined
  const worksFor = design.list('queue').flatMap(({ id, agentIds }) => (agentIds.includes(agentId) ? [id] : []))
  const isTheirs = (id: DocumentId) => rights.queueIds?.includes(id) === true
  if (queueId !== undefined) return worksFor.includes(queueId) && isTheirs(queueId)
  const isOfAll = action === 'log-in' || action === 'log-out'
  return worksFor.length > 0 && (isOfAll ? worksFor.every(isTheirs) : worksFor.some(isTheirs))
}
