import type { Document } from '../design/document.ts'
import type { DocumentKind } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { referencesOf } from '../modules/document-references.ts'
import type { Finding } from './finding.ts'

/** Ids that name nothing, or a document of a kind that does not fit there. */
export function checkReferences(design: DesignSnapshot): Finding[] {
  return [...design.documents()].flatMap((document) =>
    referencesOf(document).flatMap(({ path, toId, kinds }): Finding[] => {
      const target = design.get(toId)
      if (target && kinds.includes(target.kind)) return []
      const nodeId = nodeOf(document, path)
      return [
        {
          code: 'dangling-reference',
          severity: 'error',
          documentId: document.id,
          ...(nodeId === undefined ? {} : { nodeId }),
          message: `"${document.name}" refers to a ${kinds.map(word).join(' or ')}${problemOf(target, toId)}`,
        },
      ]
    }),
  )
}

function nodeOf(document: Document, path: string): string | undefined {
  const [root, nodeId] = path.split('.')
  return document.kind === 'callflow' && root === 'nodes' ? nodeId : undefined
}

const problemOf = (target: Document | undefined, id: string) =>
  target ? `, but "${target.name}" is a ${word(target.kind)}.` : ` that does not exist (${id}).`

const word = (kind: DocumentKind) => kind.replaceAll('-', ' ')
