import { type Document, documentSchemas } from '../../callflow/design/document.ts'
import type { DocumentKind } from '../../callflow/design/kind.ts'

/** Random, as every id made here: 36 characters of `[0-9a-f-]`. */
export const newId = (): string => crypto.randomUUID()

/** A draft with every default filled in; fields that have none are empty and must be filled before it can be saved. */
export function draftOf(kind: DocumentKind, fields: Readonly<Record<string, unknown>>): Document {
  const draft = { kind, id: newId(), ...starting(kind), ...fields }
  const parsed = documentSchemas[kind].safeParse({ ...draft, name: draft.name || 'x' })
  const filled = parsed.success ? { ...parsed.data, name: draft.name } : draft
  return filled as Document // a draft: the form checks it before it is saved
}

function starting(kind: DocumentKind): { name: string } & Record<string, unknown> {
  switch (kind) {
    case 'device':
      return { name: '', sipUsername: `user_${randomText(6, letters)}`, sipPassword: randomText(16, safe) }
    case 'phone-number':
      return { name: '', number: '' }
    case 'schedule-rule':
      return { name: '', weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }
    default:
      return { name: '' }
  }
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
/** Nothing that is read wrongly from paper or needs care in a phone's web page. */
const safe = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'

function randomText(length: number, alphabet: string): string {
  const bytes = crypto.getRandomValues(new Uint32Array(length))
  return Array.from(bytes, (value) => alphabet[value % alphabet.length]).join('')
}
