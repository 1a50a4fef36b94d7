import type { Callflow, Wire } from '../../../callflow/design/document.ts'

/** A place a wire can start: a branch of a node, or the root bar (`nodeId` null). */
export interface Source {
  readonly nodeId: string | null
  readonly branch: string
}

export const rootSource: Source = { nodeId: null, branch: '_' }

export const wiresFrom = (flow: Callflow, nodeId: string): readonly Wire[] =>
  flow.wires.filter((wire) => wire.from === nodeId)

export const wiresTo = (flow: Callflow, nodeId: string): readonly Wire[] =>
  flow.wires.filter((wire) => wire.to === nodeId)

/** Where a source leads, if anywhere. */
export function targetOf(flow: Callflow, source: Source): string | undefined {
  if (source.nodeId === null) return flow.entry ?? undefined
  return flow.wires.find((wire) => wire.from === source.nodeId && wire.branch === source.branch)?.to
}

/** Everything wired to lead to a node, the root bar included. */
export function sourcesOf(flow: Callflow, nodeId: string): readonly Source[] {
  const sources: Source[] = wiresTo(flow, nodeId).map((wire) => ({ nodeId: wire.from, branch: wire.branch }))
  if (flow.entry === nodeId) sources.unshift(rootSource)
  return sources
}

/** `start` and every node a caller can come to from it; loops are visited once. */
export function reachableFrom(flow: Callflow, start: string): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  for (const { from, to } of flow.wires) {
    const list = next.get(from)
    if (list) list.push(to)
    else next.set(from, [to])
  }
  const seen = new Set<string>([start])
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const to of next.get(id) ?? []) {
      if (seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return seen
}
