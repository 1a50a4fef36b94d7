import type { Document } from '../../callflow/design/document.ts'

/** The number people know a document by, or an empty string. */
export function numberOf(document: Document): string {
  switch (document.kind) {
    case 'user':
      return document.extension
    case 'mailbox':
      return document.number
    case 'callflow':
      return document.numbers.find((number) => number !== 'no_match') ?? ''
    case 'phone-number':
      return document.number
    case 'device':
      return document.outsideNumber
    default:
      return ''
  }
}
