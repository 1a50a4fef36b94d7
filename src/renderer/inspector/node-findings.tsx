import { CircleX, Info, TriangleAlert } from 'lucide-react'
import type { Finding } from '../../callflow/check/check-design.ts'
import { useFlowFindings } from '../canvas/findings.ts'
import { applyChange, toastUndo } from '../store/design.ts'
import { asChecked } from '../store/findings.ts'
import { Button } from '../ui/button.tsx'

const looks = {
  error: { icon: CircleX, className: 'bg-red-soft text-red' },
  warning: { icon: TriangleAlert, className: 'bg-sunken text-amber' },
  info: { icon: Info, className: 'bg-sunken text-ink-soft' },
} as const

/** What is wrong with a step, each with one click that settles it where there is one. */
export function NodeFindings({ flowId, nodeId }: { readonly flowId: string; readonly nodeId: string }) {
  // The inspector says itself what live calls cannot do yet.
  const findings = (useFlowFindings(flowId).byNode.get(nodeId) ?? []).filter(({ code }) => code !== 'not-live-yet')
  if (findings.length === 0) return null
  return (
    <div className="px-3 pb-3">
      <FindingList findings={findings} />
    </div>
  )
}

export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul aria-label="Findings" className="flex flex-col gap-1.5">
      {findings.map((finding) => (
        <FindingNote key={`${finding.code} ${finding.message}`} finding={finding} />
      ))}
    </ul>
  )
}

function FindingNote({ finding: { severity, message, fix } }: { readonly finding: Finding }) {
  const { icon: Icon, className } = looks[severity]
  return (
    <li className={`flex items-start gap-2 rounded-control px-2 py-1.5 text-small ${className}`}>
      <Icon aria-hidden size={13} className="mt-0.5 shrink-0" />
      <span className="min-w-0 flex-1 text-ink">
        {message}
        {fix ? (
          <span className="mt-1 block">
            <Button
              size="sm"
              onClick={() => {
                void applyChange({ label: fix.label, put: fix.put, from: asChecked(fix.put) }).then(
                  ({ ok }) => ok && toastUndo(fix.label),
                )
              }}
            >
              {fix.label}
            </Button>
          </span>
        ) : null}
      </span>
    </li>
  )
}
