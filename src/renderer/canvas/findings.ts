import { useDeferredValue } from 'react'
import { checkDesign, type Finding } from '../../callflow/check/check-design.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { useDesignSnapshot } from '../store/design.ts'

/** What is wrong with the design, by flow and by step. Worked out once per design, after what was typed is on the screen. */

export interface FlowFindingsIndex {
  readonly all: readonly Finding[]
  readonly byNode: ReadonlyMap<string, readonly Finding[]>
}

const nothing: FlowFindingsIndex = { all: [], byNode: new Map() }
const indexes = new WeakMap<DesignSnapshot, ReadonlyMap<string, FlowFindingsIndex>>()

export function useFlowFindings(flowId: string): FlowFindingsIndex {
  const design = useDeferredValue(useDesignSnapshot())
  return indexOf(design).get(flowId) ?? nothing
}

export const useFindingsByNode = (flowId: string): FlowFindingsIndex['byNode'] => useFlowFindings(flowId).byNode

function indexOf(design: DesignSnapshot): ReadonlyMap<string, FlowFindingsIndex> {
  const known = indexes.get(design)
  if (known) return known
  const index = indexed(checkDesign(design))
  indexes.set(design, index)
  return index
}

export function indexed(findings: readonly Finding[]): ReadonlyMap<string, FlowFindingsIndex> {
  const index = new Map<string, { all: Finding[]; byNode: Map<string, Finding[]> }>()
  for (const finding of findings) {
    const flow = index.get(finding.documentId) ?? { all: [], byNode: new Map<string, Finding[]>() }
    index.set(finding.documentId, flow)
    flow.all.push(finding)
    if (finding.nodeId) flow.byNode.set(finding.nodeId, [...(flow.byNode.get(finding.nodeId) ?? []), finding])
  }
  return index
}
