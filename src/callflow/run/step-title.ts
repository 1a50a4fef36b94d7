import type { FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { settingsOf, summaryOf } from './compile.ts'

/** A step in words: its label, or what it is and does: `Menu (Main menu)`. */
export function stepTitle(node: FlowNode, design: DesignSnapshot): string {
  const definition = moduleFor(node.type)
  if (node.label !== '' || !definition) return node.label || node.type
  const summary = summaryOf(definition, settingsOf(node), design)
  return summary === '' ? definition.name : `${definition.name} (${summary})`
}
