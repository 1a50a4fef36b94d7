import type { Operations } from '../run/operation.ts'
import { answer, branch, type Outcome, perform } from '../run/script.ts'
import type { Does } from './does.ts'

/** Answers and takes the pages. Received or not, the step is left by `_`: a fax machine listens to no prompt. */
export function* receiveFaxFor(owner: Operations['receive-fax']['request']['owner'], t38: boolean): Does<Outcome<'_'>> {
  yield* answer()
  yield* perform({ kind: 'receive-fax', owner, t38 })
  return branch('_')
}
