import type { Callflow } from '../design/document.ts'

/** Ids of the nodes a call can come to from a node, that node included. Loops are fine. */
export function reachableFrom(callflow: Callflow, nodeId: string): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  for (const { from, to } of callflow.wires) {
    const known = next.get(from)
    if (known) known.push(to)
    else next.set(from, [to])
  }
  const reached = new Set([nodeId])
  for (const id of reached) for (const to of next.get(id) ?? []) reached.add(to) // a Set's iteration sees what is added meanwhile
  return reached
}
