import { CircleCheck, CircleX, Info, ListChecks, SearchX, TriangleAlert, Wrench } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Finding } from '../../../callflow/check/check-design.ts'
import { fixKindsOf, type FixKind } from '../../../callflow/check/fix-all.ts'
import { areaOfKind } from '../../shell/areas.ts'
import { kindWords } from '../../shell/kinds.ts'
import { PageHeader } from '../../shell/page-layout.tsx'
import { applyChange, getDocument, toastUndo, useDocument } from '../../store/design.ts'
import { asChecked, fixOfAll, useFindings } from '../../store/findings.ts'
import { formatRoute } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Menu } from '../../ui/menu.tsx'
import { SearchInput } from '../../ui/text-input.tsx'
import { type FindingGroup, groupsOf } from './finding-groups.ts'
import { SpeechNote } from './speech-note.tsx'

const looks = {
  error: { icon: CircleX, className: 'text-red' },
  warning: { icon: TriangleAlert, className: 'text-amber' },
  info: { icon: Info, className: 'text-ink-faint' },
} as const

/** Everything worth saying about the design, each with the way to its place and, where there is one, the click that settles it. */
export function FindingsPage() {
  const all = useFindings((state) => state.all)
  const isChecked = useFindings((state) => state.isChecked)
  const [query, setQuery] = useState('')
  const groups = useMemo(() => groupsOf(all, query, (id) => getDocument(id)?.name ?? ''), [all, query])
  return (
    <>
      <PageHeader title="Findings" {...(all.length > 0 ? { count: all.length } : {})}>
        {all.length > 0 ? (
          <SearchInput label="Filter findings" value={query} onChange={setQuery} className="w-[220px]" />
        ) : null}
      </PageHeader>
      <SpeechNote />
      {isChecked && all.length === 0 ? (
        <EmptyState icon={CircleCheck} title="Nothing to report">
          The design is checked while you draw. Dead ends, missing things and numbers claimed twice are listed here.
        </EmptyState>
      ) : null}
      {all.length > 0 && groups.length === 0 ? (
        <EmptyState icon={SearchX} title="Nothing like that">
          No finding says “{query}”.
        </EmptyState>
      ) : null}
      {groups.length > 0 ? (
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
          <div className="flex max-w-[960px] flex-col gap-5">
            {groups.map((group) => (
              <Group key={group.severity} group={group} />
            ))}
          </div>
        </div>
      ) : null}
    </>
  )
}

const STEP = 200

function Group({ group: { severity, title, findings } }: { readonly group: FindingGroup }) {
  const [most, setMost] = useState(STEP)
  return (
    <section aria-label={title}>
      <div className="flex min-h-7 items-center justify-between gap-2 pb-1">
        <h2 className="flex items-center gap-2 text-small font-medium text-ink-soft">
          {title}
          <span className="tabular font-normal text-ink-faint">{findings.length}</span>
        </h2>
        <FixAll findings={findings} />
      </div>
      <ul className="divide-y divide-line rounded-card border border-line">
        {findings.slice(0, most).map((finding) => (
          <Row
            key={`${finding.code} ${finding.documentId} ${finding.nodeId ?? ''} ${finding.message}`}
            finding={finding}
          />
        ))}
      </ul>
      {findings.length > most ? (
        <Button variant="ghost" size="sm" className="mt-1" onClick={() => setMost(most + STEP)}>
          Show {Math.min(STEP, findings.length - most)} more {severity === 'error' ? 'errors' : 'findings'}
        </Button>
      ) : null}
    </section>
  )
}

/** For what is found again and again: the findings of a kind settled by one change, which one undo takes back. */
function FixAll({ findings }: { readonly findings: readonly Finding[] }) {
  const kinds = useMemo(() => fixKindsOf(findings).filter(({ count }) => count > 1), [findings])
  if (kinds.length === 0) return null
  const settle = async (kind: FixKind) => {
    const { put, count } = fixOfAll(kind)
    const label = `${kind.label}: ${count} ${count === 1 ? 'finding' : 'findings'}`
    if (put.length > 0 && (await applyChange({ label, put, from: asChecked(put) })).ok) toastUndo(label)
  }
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm" variant="ghost" icon={ListChecks}>
          Fix all of a kind
        </Button>
      }
      groups={[
        {
          actions: kinds.map((kind) => ({
            label: `${kind.label} (${kind.count})`,
            icon: Wrench,
            run: () => void settle(kind),
          })),
        },
      ]}
    />
  )
}

function Row({ finding }: { readonly finding: Finding }) {
  const { severity, message, fix, documentId, nodeId } = finding
  const document = useDocument(documentId)
  const { icon: Icon, className } = looks[severity]
  const Kind = document ? kindWords[document.kind].icon : null
  const place = document
    ? formatRoute(areaOfKind[document.kind], document.id, nodeId === undefined ? {} : { node: nodeId })
    : null
  return (
    <li className="relative flex min-h-10 items-start gap-3 px-3 py-2 hover:bg-hover">
      <Icon aria-hidden size={15} className={`mt-0.5 shrink-0 ${className}`} />
      <div className="min-w-0 flex-1">
        {place === null ? (
          message
        ) : (
          <a href={place} className="after:absolute after:inset-0 after:content-['']">
            {message}
          </a>
        )}
        {document && Kind ? (
          <span className="flex items-center gap-1.5 text-small text-ink-faint">
            <Kind aria-hidden size={12} className="shrink-0" />
            <span className="truncate">{document.name}</span>
          </span>
        ) : null}
      </div>
      {fix ? (
        <Button
          size="sm"
          className="relative"
          onClick={() => {
            void applyChange({ label: fix.label, put: fix.put, from: asChecked(fix.put) }).then(
              ({ ok }) => ok && toastUndo(fix.label),
            )
          }}
        >
          {fix.label}
        </Button>
      ) : null}
    </li>
  )
}
