import type { Rehearsal } from '../../callflow/rehearse/rehearsal.ts'
import { type Highlight, nodeKeyOf, wireKeyOf } from './highlight.ts'

/** What a rehearsal lights on the canvas: every step passed with the time it was last entered, every wire with the time it was taken. */
export function litBy({ trace, question }: Rehearsal): Highlight {
  const nodes = new Map<string, number>()
  const wires = new Map<string, number>()
  for (const event of trace) {
    if (event.kind === 'flow-entered') wires.set(wireKeyOf(event.callflowId, null, '_'), event.atMs)
    if (event.kind === 'node-entered') nodes.set(nodeKeyOf(event.callflowId, event.nodeId), event.atMs)
    if (event.kind === 'node-left' && event.taken !== undefined) {
      wires.set(wireKeyOf(event.callflowId, event.nodeId, event.taken), event.atMs)
    }
  }
  return {
    isActive: true,
    currentKey: question ? nodeKeyOf(question.callflowId, question.nodeId) : null,
    nodes,
    wires,
  }
}
