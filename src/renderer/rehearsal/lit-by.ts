import type { Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import { type Highlight, nodeKeyOf, wireKeyOf } from './highlight.ts'

export interface StepPlace {
  readonly callflowId: string
  readonly nodeId: string
}

/** What a rehearsal lights on the canvas. */
export const litBy = ({ trace, question }: Rehearsal): Highlight => litByTrace(trace, question ?? null)

/** Every step passed with the time it was last entered, every wire with the time it was taken, and the step where the call is now. */
export function litByTrace(trace: readonly TraceEvent[], at: StepPlace | null): Highlight {
  const nodes = new Map<string, number>()
  const wires = new Map<string, number>()
  for (const event of trace) {
    if (event.kind === 'flow-entered') wires.set(wireKeyOf(event.callflowId, null, '_'), event.atMs)
    if (event.kind === 'node-entered') nodes.set(nodeKeyOf(event.callflowId, event.nodeId), event.atMs)
    if (event.kind === 'node-left' && event.taken !== undefined) {
      wires.set(wireKeyOf(event.callflowId, event.nodeId, event.taken), event.atMs)
    }
  }
  return { isActive: true, currentKey: at && nodeKeyOf(at.callflowId, at.nodeId), nodes, wires }
}
