import type { Callflow, FlowNode } from '../design/document.ts'
import type { Finding } from './finding.ts'

type Say = (finding: Omit<Finding, 'documentId'>) => Finding

/** Outside calls for anybody (B1: the designer asks whether no PIN is meant). */
export function checkDisa(callflow: Callflow, node: FlowNode, settings: unknown, say: Say): Finding[] {
  if (node.type !== 'disa' || Reflect.get(settings as object, 'pin') !== '') return [] // this type's own settings
  const message = `DISA in "${callflow.name}" asks for no PIN: whoever reaches it calls out at your cost.`
  return [say({ code: 'open-disa', severity: 'warning', message })]
}
