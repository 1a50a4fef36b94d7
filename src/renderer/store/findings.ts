import { create } from 'zustand'
import { changedBetween, check, type Checked, type Finding, recheck } from '../../callflow/check/check-design.ts'
import { fixAll, type FixKind, type FixOfAll } from '../../callflow/check/fix-all.ts'
import { todayIn } from '../../callflow/check/today.ts'
import type { Document } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { designSnapshot, useDesign } from './design.ts'

/** What is wrong with the design. Worked out when nothing has changed for a moment, so that typing waits for nothing. */

export interface DocumentFindings {
  readonly all: readonly Finding[]
  readonly byNode: ReadonlyMap<string, readonly Finding[]>
}

export interface FindingsState {
  /** Errors first. */
  readonly all: readonly Finding[]
  readonly byDocument: ReadonlyMap<string, DocumentFindings>
  /** False until the design was checked once. */
  readonly isChecked: boolean
}

export const useFindings = create<FindingsState>()(() => ({ all: [], byDocument: new Map(), isChecked: false }))

const QUIET_MS = 200

let planned: ReturnType<typeof setTimeout> | undefined

useDesign.subscribe((state, before) => {
  if (state.documents.byId === before.documents.byId) return
  clearTimeout(planned)
  planned = setTimeout(checkNow, before.isLoaded ? QUIET_MS : 0)
})

/** The next check starts from it: after an edit only what depends on it is looked at again. */
let last: { readonly design: DesignSnapshot; readonly checked: Checked } | undefined

function checkNow(): void {
  const design = designSnapshot()
  const now = { today: todayIn(design, Date.now()) }
  const checked = last
    ? recheck(last.checked, last.design, design, changedBetween(last.design, design), now)
    : check(design, now)
  last = { design, checked }
  const all = checked.findings
  useFindings.setState({ all, byDocument: indexed(all), isChecked: true })
}

/** One change that settles the findings of a kind, from the design as it is now. */
export function fixOfAll(kind: Omit<FixKind, 'count'>): FixOfAll {
  checkNow()
  return last ? fixAll(last.design, last.checked, kind) : { put: [], count: 0 }
}

/** What the last check saw of documents: fixes are made of that. */
export const asChecked = (put: readonly Document[]): Document[] => put.flatMap(({ id }) => last?.design.get(id) ?? [])

export function indexed(findings: readonly Finding[]): ReadonlyMap<string, DocumentFindings> {
  const index = new Map<string, { all: Finding[]; byNode: Map<string, Finding[]> }>()
  for (const finding of findings) {
    const found = index.get(finding.documentId) ?? { all: [], byNode: new Map<string, Finding[]>() }
    index.set(finding.documentId, found)
    found.all.push(finding)
    if (finding.nodeId) found.byNode.set(finding.nodeId, [...(found.byNode.get(finding.nodeId) ?? []), finding])
  }
  return index
}
