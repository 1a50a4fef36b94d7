import type { DriverOperationKind, OperationKind } from './operation.ts'

/**
 * What the engine performs on live calls. Everything else ends there in `unsupported`, and steps that need it say so. The engine's driver
 * and the test beside it fail when this list and what it does part.
 */
export const liveOperations = [
  'answer',
  'play',
  'collect',
  'wait',
  'dial',
  'talk',
  'record',
  'discard-recording',
  'start-recording',
  'stop-recording',
  'read-mailbox',
  'save-message',
  'join-queue',
  'await-agent',
  'report-agent',
  'leave-queue',
  'read-queue',
  'read-state',
  'write-state',
  'now',
  'random',
] as const satisfies readonly DriverOperationKind[]

export type LiveOperationKind = (typeof liveOperations)[number]

const performed: ReadonlySet<OperationKind> = new Set<OperationKind>([...liveOperations, 'edit-caller-id', 'edit-call'])

export const isPerformedLive = (kind: OperationKind): boolean => performed.has(kind)

/** What of a step's operations live calls lack; empty when it works in full. */
export function missingOnLiveCalls(step: { readonly needs?: readonly OperationKind[] }): readonly OperationKind[] {
  return (step.needs ?? []).filter((kind) => !isPerformedLive(kind))
}

/** For a step that lacks something on live calls: what happens there instead. */
export const NOT_LIVE_YET = 'Not on live calls yet'
