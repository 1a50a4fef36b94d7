import type { FlowNode } from '../design/document.ts'
import { moduleFor } from '../modules/registry.ts'

/** A step as messages name it: its label, or what it is. */
export const nameOf = (node: FlowNode) =>
  node.label === '' ? `"${moduleFor(node.type)?.name ?? node.type}"` : `"${node.label}"`
