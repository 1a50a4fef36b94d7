/** How many findings a flow has; nothing when all is well. */
export function FlowFindings({ flowId: _flowId }: { readonly flowId: string }) {
  return null
}
