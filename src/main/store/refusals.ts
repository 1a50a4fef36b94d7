import type { Document } from '../../callflow/design/document.ts'
import type { Clash } from '../../callflow/design/edit/merge.ts'
import type { Usage } from '../api/contract.ts'
import { RefusedError } from './errors.ts'

/** Neither value is in the sentence: it may be a password. */
export function conflict(documentId: string, documentName: string, clashes: readonly Clash[]): RefusedError {
  const what = clashes.some(({ isGone }) => isGone)
    ? `What was changed in "${documentName}" is not there any more: it was deleted elsewhere meanwhile.`
    : `"${documentName}" was changed elsewhere meanwhile, in the same place.`
  return new RefusedError({ code: 'CONFLICT', data: { documentId, documentName, clashes } }, what)
}

/** `designId` is where the change belongs. */
export function otherDesign(
  designId: string,
  open: { readonly designId: string; readonly name: string },
): RefusedError {
  return new RefusedError(
    { code: 'OTHER_DESIGN', data: { designId, openId: open.designId, openName: open.name } },
    `"${open.name}" (${open.designId}) is open now; the change is for another design (${designId}).`,
  )
}

export function notFound(id: string, message = `There is no document ${id}.`): RefusedError {
  return new RefusedError({ code: 'NOT_FOUND', data: { id } }, message)
}

export function stillUsed(document: Document, usages: Usage[]): RefusedError {
  const names = [...new Set(usages.map(({ name }) => `"${name}"`))]
  const shown = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return new RefusedError(
    { code: 'STILL_USED', data: { usages } },
    `"${document.name}" is still used by ${shown}${more}.`,
  )
}

export function invalid(path: string, message: string): RefusedError {
  return new RefusedError({ code: 'INVALID_DOCUMENT', data: { path } }, message)
}

export const kindWords = (kind: string): string => kind.replaceAll('-', ' ')
