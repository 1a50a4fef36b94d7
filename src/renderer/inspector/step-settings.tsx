import type { ModuleDefinition } from '../../callflow/define-module.ts'
import type { FlowNode } from '../../callflow/design/document.ts'

export function StepSettings(_props: { readonly node: FlowNode; readonly definition: ModuleDefinition }) {
  return null
}
