import type { Clash } from '../../callflow/design/edit/merge.ts'
import type { Usage } from '../api/contract.ts'

export type CannotOpenReason = 'missing' | 'corrupt' | 'newer' | 'read-only' | 'locked' | 'not-a-design' | 'disk-full'

/** A design file that cannot be opened. `message` is a sentence for the administrator and names the file. */
export class CannotOpenError extends Error {
  readonly code = 'CANNOT_OPEN'
  readonly reason: CannotOpenReason

  constructor(reason: CannotOpenReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export class CannotCreateError extends Error {
  readonly code = 'CANNOT_CREATE'
}

/** What a change can be refused for; the same codes and data as the app API's refusals. */
export type Refusal =
  | {
      readonly code: 'NUMBER_TAKEN'
      readonly data: { readonly number: string; readonly documentId: string; readonly documentName: string }
    }
  | { readonly code: 'STILL_USED'; readonly data: { readonly usages: Usage[] } }
  | { readonly code: 'INVALID_DOCUMENT'; readonly data: { readonly path: string } }
  | { readonly code: 'NOT_FOUND'; readonly data: { readonly id: string } }
  | {
      readonly code: 'CONFLICT'
      readonly data: { readonly documentId: string; readonly documentName: string; readonly clashes: readonly Clash[] }
    }
  | { readonly code: 'READ_ONLY'; readonly data: { readonly reason: string } }
  | { readonly code: 'NOT_AUDIO'; readonly data: { readonly fileName: string } }
  | {
      readonly code: 'CANNOT_WRITE'
      readonly data: { readonly why: 'disk-full' | 'disk-fails'; readonly freeBytes: number | null }
    }
  | {
      readonly code: 'OTHER_DESIGN'
      readonly data: { readonly designId: string; readonly openId: string; readonly openName: string }
    }

/** Thrown so that the transaction it happens in is rolled back as a whole. */
export class RefusedError extends Error {
  readonly code: Refusal['code']
  readonly data: Refusal['data']

  constructor(refusal: Refusal, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = refusal.code
    this.data = refusal.data
  }
}
