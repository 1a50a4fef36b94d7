import type { Document } from '../../callflow/design/document.ts'
import { freeNumbers } from '../../callflow/office-anywhere/portal-rules.ts'
import { designSnapshot } from '../store/design.ts'

/** What a field of a document may be given beyond what its schema says. */
export interface FieldLimits {
  /** It is read and not written. */
  readonly isLocked: boolean
  /** Documents that cannot be chosen in it. */
  readonly except: readonly string[]
}

const none: FieldLimits = { isLocked: false, except: [] }

/** A portal is given one of the free numbers when it is made, and keeps it (M108). */
export function limitsOf(document: Document, fieldName: string): FieldLimits {
  if (document.kind !== 'portal' || fieldName !== 'phoneNumberId') return none
  const design = designSnapshot()
  const saved = design.find('portal', document.id)
  if (saved?.phoneNumberId) return { isLocked: true, except: [] }
  const free = new Set(freeNumbers(design).map(({ id }) => id))
  const taken = design.list('phone-number').filter(({ id }) => !free.has(id) && id !== document.phoneNumberId)
  return { isLocked: false, except: taken.map(({ id }) => id) }
}
