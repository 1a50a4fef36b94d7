import { end, type Outcome, perform, play } from '../run/script.ts'
import type { Does } from './does.ts'
import { prompt } from './prompts.ts'

/** Whoever may not call a number hears so; the trace says which rule it is. */
export function* sayMayNotCall(why: string): Does<Outcome<never>> {
  yield* perform({ kind: 'note', message: why })
  yield* play({ sounds: [prompt('cf-unauthorized_call')], terminators: '' })
  return end('hung-up')
}
