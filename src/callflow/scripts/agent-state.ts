import type { DocumentId } from '../design/kind.ts'
import type { OperationOf, StateKey, StateValue } from '../run/operation.ts'

/** Whether an agent takes queue calls (A9), as it is kept in runtime state. Nothing written means logged in. */

const outKey = (agentId: DocumentId): StateKey => ({ scope: 'user', id: agentId, name: 'agent-out' })
/** Why they are on a break, in words. */
const reasonKey = (agentId: DocumentId): StateKey => ({ scope: 'user', id: agentId, name: 'agent-pause-reason' })
/** Epoch milliseconds by the clock on the wall. */
const pausedUntilKey = (agentId: DocumentId): StateKey => ({ scope: 'user', id: agentId, name: PAUSED_UNTIL })
const queueOutKey = (queueId: DocumentId, agentId: DocumentId): StateKey => ({
  scope: 'queue',
  id: queueId,
  name: `agent-out ${agentId}`,
})

export interface AgentInQueue {
  readonly agentId: DocumentId
  readonly queueId: DocumentId
}

/** Logged in, logged in to that queue, and not on a break. */
export function takesQueueCalls(
  read: (key: StateKey) => StateValue | undefined,
  { agentId, queueId }: AgentInQueue,
  nowMs: number,
): boolean {
  return dutyOf(read, { agentId, queueId }, nowMs).kind === 'on'
}

/** Whether an agent works for a queue, and why not. */
export type Duty =
  | { readonly kind: 'on' | 'out' }
  | { readonly kind: 'paused'; readonly untilMs: number; readonly reason: string }

export function dutyOf(
  read: (key: StateKey) => StateValue | undefined,
  { agentId, queueId }: AgentInQueue,
  nowMs: number,
): Duty {
  if (read(outKey(agentId)) === true || read(queueOutKey(queueId, agentId)) === true) return { kind: 'out' }
  const untilMs = read(pausedUntilKey(agentId))
  if (typeof untilMs !== 'number' || untilMs <= nowMs) return { kind: 'on' }
  const reason = read(reasonKey(agentId))
  return { kind: 'paused', untilMs, reason: typeof reason === 'string' ? reason : '' }
}

type Read = (key: StateKey) => StateValue | undefined

/** Logged out of all their queues. */
export const isAgentOut = (read: Read, agentId: DocumentId): boolean => read(outKey(agentId)) === true

/** When their last break ends, or ended, by the clock on the wall. */
export function breakEndsMs(read: Read, agentId: DocumentId): number | undefined {
  const untilMs = read(pausedUntilKey(agentId))
  return typeof untilMs === 'number' ? untilMs : undefined
}

export interface StateWrite {
  readonly key: StateKey
  readonly value: StateValue | undefined
}

/** What `set-agent` changes. Logging in to one queue logs in at all; logging in anew ends a break. */
export function agentWrites(operation: Omit<OperationOf<'set-agent'>, 'kind'>, nowMs: number): readonly StateWrite[] {
  const { agentId, queueId, action, pauseMs, reason = '' } = operation
  const endOfBreak = [
    { key: pausedUntilKey(agentId), value: undefined },
    { key: reasonKey(agentId), value: undefined },
  ]
  switch (action) {
    case 'log-in':
      return [
        { key: outKey(agentId), value: undefined },
        ...endOfBreak,
        ...(queueId === undefined ? [] : [{ key: queueOutKey(queueId, agentId), value: undefined }]),
      ]
    case 'log-out':
      return [{ key: queueId === undefined ? outKey(agentId) : queueOutKey(queueId, agentId), value: true }]
    case 'pause':
      return [
        { key: pausedUntilKey(agentId), value: nowMs + (pauseMs ?? DEFAULT_PAUSE_MS) },
        { key: reasonKey(agentId), value: reason === '' ? undefined : reason.slice(0, MAX_REASON) },
      ]
    case 'resume':
      return endOfBreak
    case 'ready':
      return [] // the pause after a call is no state that outlives it
  }
}

/** A break is as long as it was given, also when somebody sets the clock meanwhile: what to write then. */
export function movedBreaks(
  states: readonly { readonly name: string; readonly id: DocumentId; readonly value: StateValue }[],
  byMs: number,
): readonly StateWrite[] {
  return states.flatMap(({ name, id, value }) =>
    name === PAUSED_UNTIL && typeof value === 'number' ? [{ key: pausedUntilKey(id), value: value + byMs }] : [],
  )
}

const PAUSED_UNTIL = 'agent-paused-until'

/** A9: a break nobody gave a length. */
export const DEFAULT_PAUSE_MS = 600_000

/** Characters of why somebody pauses. */
export const MAX_REASON = 40
