import { create } from 'zustand'

/** What a rehearsal has lit on the canvas; times are milliseconds since the call started. */
export interface Highlight {
  readonly isActive: boolean
  readonly currentKey: string | null
  readonly nodes: ReadonlyMap<string, number>
  readonly wires: ReadonlyMap<string, number>
}

export type NodeMark = 'current' | 'visited' | 'not-taken' | undefined

export const nothingLit: Highlight = { isActive: false, currentKey: null, nodes: new Map(), wires: new Map() }

export const useHighlight = create<Highlight>()(() => nothingLit)

/** Keys hold the flow, for a call may jump between flows. */
export const nodeKeyOf = (callflowId: string, nodeId: string): string => `${callflowId} ${nodeId}`
export const wireKeyOf = (callflowId: string, nodeId: string | null, branch: string): string =>
  `${callflowId} ${nodeId ?? '@root'} ${branch}`

export function useNodeMark(callflowId: string, nodeId: string): NodeMark {
  return useHighlight((state) => {
    if (!state.isActive) return undefined
    const key = nodeKeyOf(callflowId, nodeId)
    if (state.currentKey === key) return 'current'
    return state.nodes.has(key) ? 'visited' : 'not-taken'
  })
}

/** When the wire was taken, null when it was not, undefined without a rehearsal. */
export function useWireMark(callflowId: string, nodeId: string | null, branch: string): number | null | undefined {
  return useHighlight((state) =>
    state.isActive ? (state.wires.get(wireKeyOf(callflowId, nodeId, branch)) ?? null) : undefined,
  )
}
