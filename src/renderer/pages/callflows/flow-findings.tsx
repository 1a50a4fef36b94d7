import { CircleX, TriangleAlert } from 'lucide-react'
import { useFlowFindings } from '../../canvas/findings.ts'

/** How many findings a flow has; nothing when all is well. */
export function FlowFindings({ flowId }: { readonly flowId: string }) {
  const { all } = useFlowFindings(flowId)
  const errors = all.filter(({ severity }) => severity === 'error').length
  const warnings = all.filter(({ severity }) => severity === 'warning').length
  if (errors + warnings === 0) return null
  const Icon = errors > 0 ? CircleX : TriangleAlert
  const words = [errors > 0 ? `${errors} errors` : '', warnings > 0 ? `${warnings} warnings` : ''].filter(Boolean)
  return (
    <span
      title={all
        .map(({ message }) => message)
        .slice(0, 5)
        .join('\n')}
      className={`flex shrink-0 items-center gap-0.5 text-label font-medium ${errors > 0 ? 'text-red' : 'text-amber'}`}
    >
      <Icon aria-hidden size={12} />
      <span aria-hidden className="tabular">
        {errors + warnings}
      </span>
      <span className="sr-only">{words.join(', ')}</span>
    </span>
  )
}
