import { type DocumentFindings, useFindings } from '../store/findings.ts'

const nothing: DocumentFindings = { all: [], byNode: new Map() }

/** What is wrong with one flow, and by its steps. */
export const useFlowFindings = (flowId: string): DocumentFindings =>
  useFindings((state) => state.byDocument.get(flowId) ?? nothing)

export const useFindingsByNode = (flowId: string): DocumentFindings['byNode'] => useFlowFindings(flowId).byNode
