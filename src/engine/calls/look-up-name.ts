import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { Call } from './call.ts'

/** Before the first step; the history and whoever watches know the caller by it too. */
export async function lookUpName(
  call: Call,
  operation: OperationOf<'look-up-name'>,
): Promise<ResultOf<'look-up-name'>> {
  const found = await call.world.names.find(operation)
  if (found.outcome === 'found') call.named(found.name)
  return found
}
