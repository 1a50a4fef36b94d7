export function NodeFindings(_props: { readonly flowId: string; readonly nodeId: string }) {
  return null
}
