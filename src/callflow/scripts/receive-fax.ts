import type { Operations } from '../run/operation.ts'
import { answer, branch, type Outcome, perform } from '../run/script.ts'
import type { Does } from './does.ts'

/** Answers and takes the pages. Received or not, the step is left by `_`: a fax machine listens to no prompt. */
export function* receiveFaxFor(fax: Operations['receive-fax']['request']): Does<Outcome<'_'>> {
  yield* answer()
  yield* perform({ kind: 'receive-fax', ...fax })
  return branch('_')
}
