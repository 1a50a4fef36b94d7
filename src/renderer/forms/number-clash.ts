import type { Document } from '../../callflow/design/document.ts'
import { macAsWritten } from '../../callflow/design/kinds/desk-phone.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { emergencyRefused } from '../../callflow/numbering/emergency-claim.ts'
import { portalRefused } from '../../callflow/office-anywhere/portal-rules.ts'
import { designSnapshot, getDocument, useDesign } from '../store/design.ts'

/**
 * Why a number cannot be given to this document, in a sentence, or null. The back room is the judge; this only answers sooner.
 */
export function numberClash(document: Document, fieldName: string, entry: string): string | null {
  if (fieldName !== 'numbers' && fieldName !== 'numbersFromOutside') return null
  if (document.kind === 'callflow') {
    const listed = { ...document, numbers: [], numbersFromOutside: [], [fieldName]: [entry] }
    const refused = emergencyRefused(undefined, listed, countryOf(designSnapshot()))
    if (refused) return refused.problem
  }
  if (document.kind === 'callflow' && fieldName === 'numbers') {
    if (entry === 'no_match') return null
    const holder = holderOf(
      'callflow',
      document.id,
      (other) => other.kind === 'callflow' && other.numbers.includes(entry),
    )
    if (holder) return `${entry} is already used by “${holder}”.`
  }
  return /^\+?[0-9*#]{1,32}$/.test(entry) ? null : `${entry}: digits only, with * and # for codes.`
}

/** Clashes of whole documents: an extension that calls emergency services; a phone number owned twice, a SIP user name given twice; a portal that should change its number or take somebody's extension (M108, M110). */
export function documentClash(document: Document): { readonly field: string; readonly problem: string } | null {
  const refused = emergencyRefused(getDocument(document.id), document, countryOf(designSnapshot()))
  if (refused) return refused
  if (document.kind === 'phone-number') {
    const holder = holderOf(
      'phone-number',
      document.id,
      (other) => other.kind === 'phone-number' && other.number === document.number,
    )
    return holder ? { field: 'number', problem: `${document.number} is already here, as “${holder}”.` } : null
  }
  if (document.kind === 'portal') {
    const before = getDocument(document.id)
    return portalRefused(designSnapshot(), before?.kind === 'portal' ? before : undefined, document) ?? null
  }
  if (document.kind === 'device' && document.macAddress) {
    const { macAddress } = document
    const holder = holderOf(
      'device',
      document.id,
      (other) => other.kind === 'device' && other.macAddress === macAddress,
    )
    if (holder)
      return { field: 'macAddress', problem: `${macAsWritten(macAddress)} is already the address of “${holder}”.` }
  }
  if (document.kind === 'device' && document.sipUsername) {
    const holder = holderOf(
      'device',
      document.id,
      (other) => other.kind === 'device' && other.sipUsername === document.sipUsername,
    )
    return holder ? { field: 'sipUsername', problem: `${document.sipUsername} is already used by “${holder}”.` } : null
  }
  return null
}

function holderOf(kind: Document['kind'], ownId: string, matches: (other: Document) => boolean): string | undefined {
  const list = useDesign.getState().documents.byKind.get(kind) ?? []
  const holder = list.find((other) => other.id !== ownId && matches(other))
  return holder && getDocument(holder.id)?.name
}
