import type { Document } from '../design/document.ts'
import type { Finding } from './finding.ts'
import { unreadableExpressions } from './unreadable-expressions.ts'

/** Expressions that look as if they did something and cannot be matched here: look-ahead and the like, often from Kazoo. */
export function checkExpressions(document: Document): Finding[] {
  return unreadableExpressions(document).map(
    ({ nodeId, field, source, effect, error }): Finding => ({
      code: 'unreadable-regex',
      severity: 'error',
      documentId: document.id,
      ...(nodeId === undefined ? {} : { nodeId }),
      message: `${field} of "${document.name}": ${shortened(source)} ${effect}, for it cannot be read: ${error}.`,
    }),
  )
}

const MOST_SHOWN = 60

const shortened = (source: string) => (source.length <= MOST_SHOWN ? source : `${source.slice(0, MOST_SHOWN)}…`)
