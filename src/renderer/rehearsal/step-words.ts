import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { branchesOf, labelOfBranch } from '../canvas/core/branches.ts'
import { titleOf } from '../canvas/node-view.ts'

export function stepTitle(design: DesignSnapshot, callflowId: string, nodeId: string): string {
  if (callflowId === '') return 'Without a callflow' // straight out, or told that it may not
  const node = design.find('callflow', callflowId)?.nodes[nodeId]
  return node ? titleOf(node) : 'A step that is gone'
}

/** A branch as its step names it. */
export function branchLabel(design: DesignSnapshot, callflowId: string, nodeId: string, branch: string): string {
  const node = design.find('callflow', callflowId)?.nodes[nodeId]
  if (!node) return labelOfBranch(branch)
  const { shown, hidden } = branchesOf({ node, definition: moduleFor(node.type), design, wired: [] })
  const known = [...shown, ...hidden].find(({ name }) => name === branch)
  return known?.label ?? labelOfBranch(branch)
}
