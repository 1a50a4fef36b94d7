import type { OperationOf, ResultOf, StateKey } from '../../../callflow/run/operation.ts'
import type { RuntimeState } from '../../state/runtime-state.ts'

/** Where the state of a presence id is kept that a step has lit (B1). It outlives a restart as every switch does. */
export const manualKey = (presenceId: string): StateKey => ({ scope: 'presence', id: presenceId, name: 'status' })

export function publishPresence(
  runtimeState: RuntimeState,
  { presenceId, status }: OperationOf<'publish-presence'>,
): ResultOf<'publish-presence'> {
  runtimeState.write(manualKey(presenceId), status === 'idle' ? undefined : status)
  return { outcome: 'published' }
}
