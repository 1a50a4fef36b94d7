import { create } from 'zustand'
import type { Document } from '../../../callflow/design/document.ts'
import type { Usage } from '../../../main/api/contract.ts'
import { usagesOf } from '../../api/refusal.ts'
import { kindWords } from '../../shell/kinds.ts'
import { applyChange, toastUndo } from '../../store/design.ts'
import { toast } from '../../ui/toast.tsx'

/** A document that could not be deleted because it is used; the dialog shows where and offers to replace it. */
export interface StillUsed {
  readonly document: Document
  readonly usages: readonly Usage[]
}

export const useStillUsed = create<{ readonly asked: StillUsed | null }>()(() => ({ asked: null }))

export const closeStillUsed = (): void => useStillUsed.setState({ asked: null })

/** Deletes at once and offers undo; asks only when something else still needs it. True when it is gone. */
export async function deleteDocument(document: Document): Promise<boolean> {
  const { one } = kindWords[document.kind]
  const result = await applyChange({ label: `Delete ${one} ${document.name}`, remove: [document.id], quiet: true })
  if (result.ok) {
    toastUndo(`Deleted ${document.name}`)
    return true
  }
  const usages = usagesOf(result.refusal)
  if (usages.length > 0) useStillUsed.setState({ asked: { document, usages } })
  else toast.error(result.refusal.message)
  return false
}
