import type { Callflow } from '../design/document.ts'
import { type CompiledNode, compileFlow } from '../run/compile.ts'
import type { StepTime } from '../step-traits.ts'

const instant: StepTime = { kind: 'instant' }
const busy: StepTime = { kind: 'busy' }

const known = new WeakMap<CompiledNode, StepTime>()

/** The time of a step, by id; undefined when the callflow has no such step. */
export function timeOfStep(callflow: Callflow, nodeId: string): StepTime | undefined {
  const compiled = compileFlow(callflow).nodes.get(nodeId)
  if (!compiled) return undefined
  const before = known.get(compiled)
  if (before) return before
  const time = timeOf(compiled)
  known.set(compiled, time)
  return time
}

function timeOf({ node, definition, settings }: CompiledNode): StepTime {
  if (!definition || node.disabled || !settings.ok) return instant
  return definition.time?.(settings.value) ?? busy
}

/** Where a step leads: steps of the same callflow, a missing `_` left out. */
export const wiresFrom = (callflow: Callflow, nodeId: string): ReadonlyMap<string, string> =>
  compileFlow(callflow).nodes.get(nodeId)?.wires ?? new Map<string, string>()

/** A call that leaves it by `_` finds nothing there: the callflow stops. */
export const canStopAt = (callflow: Callflow, nodeId: string): boolean => !wiresFrom(callflow, nodeId).has('_')
