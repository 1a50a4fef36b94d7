import type { Callflow, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { parseSettings } from '../run/compile.ts'

/** A step in words: its label or module name, and what it will do. */
export interface NodeWords {
  readonly title: string
  readonly summary: string
}

export function nodeWords(node: FlowNode, design: DesignSnapshot): NodeWords {
  const definition = moduleFor(node.type)
  const settings = parseSettings(definition, node)
  const summary = definition && settings.ok ? definition.summary(settings.value, design) : ''
  return { title: node.label || definition?.name || `Unknown step ${node.type}`, summary }
}

/** A branch as its step names it; the name itself where the step does not know it. */
export function branchWords(node: FlowNode, branch: string, design: DesignSnapshot): string {
  const definition = moduleFor(node.type)
  const settings = parseSettings(definition, node)
  const fromData = definition && settings.ok ? (definition.dataBranches?.(settings.value, design) ?? []) : []
  const known = [...(definition?.branches ?? []), ...fromData].find(({ name }) => name === branch)
  return known?.label ?? (branch === '_' ? 'Otherwise' : branch)
}

/** The wires of a step, `_` last, others in the order of the document. */
export function wiresOf(
  callflow: Callflow,
  nodeId: string,
): readonly { readonly branch: string; readonly to: string }[] {
  const own = callflow.wires.filter(({ from }) => from === nodeId)
  return [...own.filter(({ branch }) => branch !== '_'), ...own.filter(({ branch }) => branch === '_')]
}
