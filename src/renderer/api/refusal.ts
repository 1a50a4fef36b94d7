import { ORPCError } from '@orpc/client'
import type { Clash } from '../../callflow/design/edit/merge.ts'
import type { Usage } from '../../main/api/contract.ts'

/** Why something did not happen, for people: `message` is a sentence. `code` is the contract's, or one of ours. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly data: unknown
}

/** The request never arrived or its answer never came back: try again once the connection stands. */
export const CONNECTION_LOST = 'CONNECTION_LOST'

/** The disk is full or fails: nothing was written, and the same may be asked again. */
export const CANNOT_WRITE = 'CANNOT_WRITE'

/** The change was made in another design than the one that is open now. */
export const OTHER_DESIGN = 'OTHER_DESIGN'

/** Somebody else changed the same places; which, and what both wrote, is in `data`. */
export const CONFLICT = 'CONFLICT'

/** The engine that was asked does not run. */
export const NOT_RUNNING = 'NOT_RUNNING'

/** A refusal that this page gives itself. */
export class RefusalError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal
  if (!(error instanceof ORPCError)) {
    return { code: CONNECTION_LOST, message: 'Callwright’s back room does not answer.', data: undefined }
  }
  const code = String(error.code)
  const data: unknown = error.data
  return { code, message: sentence(code, error.message, data), data }
}

/** Where a document that cannot be deleted is still used; empty for every other refusal. */
export function usagesOf(refusal: Refusal): readonly Usage[] {
  const usages = refusal.code === 'STILL_USED' ? field(refusal.data, 'usages') : undefined
  return Array.isArray(usages) ? (usages as readonly Usage[]) : [] // the contract's shape, checked by the server
}

/** What others wrote in the same places; undefined for every other refusal. */
export function conflictOf(refusal: Refusal | null): ConflictData | undefined {
  return refusal?.code === CONFLICT ? (refusal.data as ConflictData) : undefined // the contract's shape, made by the server
}

export interface ConflictData {
  readonly documentId: string
  readonly documentName: string
  readonly clashes: readonly Clash[]
}

function sentence(code: string, message: string, data: unknown): string {
  switch (code) {
    case 'NUMBER_TAKEN':
      return `${text(data, 'number')} is already used by “${text(data, 'documentName')}”.`
    case 'READ_ONLY':
      return ended(text(data, 'reason') || message)
    case 'INTERNAL_SERVER_ERROR':
      return 'Something broke inside Callwright. What you did was not saved.'
    default:
      return ended(message || 'Callwright refused, without saying why')
  }
}

function text(data: unknown, key: string): string {
  const value = field(data, key)
  return typeof value === 'string' ? value : ''
}

function field(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined
}

function ended(sentenceText: string): string {
  return /[.?]$/.test(sentenceText) ? sentenceText : `${sentenceText}.`
}
