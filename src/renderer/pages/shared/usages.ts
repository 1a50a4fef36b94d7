import type { Document } from '../../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { referencesOf } from '../../../callflow/modules/document-references.ts'

/** A document that names another one, and where. */
export interface UsedIn {
  readonly document: Document
  readonly path: string
  /** The step of a callflow it is used in, when it is one. */
  readonly nodeId: string | null
}

export function usesOf(design: DesignSnapshot, id: string): readonly UsedIn[] {
  const uses: UsedIn[] = []
  for (const document of design.documents()) {
    if (document.id === id) continue
    for (const { path, toId } of referencesOf(document)) {
      if (toId === id) uses.push({ document, path, nodeId: nodeOf(path) })
    }
  }
  const number = design.find('phone-number', id)?.number
  return number === undefined ? uses : [...answeredBy(design, number), ...uses]
}

/** A phone number is named by itself, not by its id, where it is answered. */
function answeredBy(design: DesignSnapshot, number: string): readonly UsedIn[] {
  const answers = [...design.list('callflow'), ...design.list('conference')]
  return answers
    .filter(({ numbers }) => numbers.includes(number))
    .map((document) => ({ document, path: 'numbers', nodeId: null }))
}

export function nodeOf(path: string): string | null {
  return /^nodes\.([^.]+)\./.exec(path)?.[1] ?? null
}
