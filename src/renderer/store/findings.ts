import { create } from 'zustand'
import { changedBetween, check, type Checked, type Finding, recheck } from '../../callflow/check/check-design.ts'
import { fixAll, type FixKind } from '../../callflow/check/fix-all.ts'
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
  const checked = last ? recheck(last.checked, last.design, design, changedBetween(last.design, design)) : check(design)
  last = { design, checked }
  const all = checked.findings
  useFindings.setState({ all, byDocument: indexed(all), isChecked: true })
}

/** One change that settles every finding of a kind, from the design as it is now. */
export function putOfAll(kind: Omit<FixKind, 'count'>): readonly Document[] {
  checkNow()
  return last ? fixAll(last.design, last.checked, kind) : []
}

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
