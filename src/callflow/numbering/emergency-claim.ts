import type { Document } from '../design/document.ts'
import { callForHelp, isOwnEmergency } from './emergency.ts'

/** A number that a document says it answers and that its country's emergency services have. */
export interface EmergencyClaim {
  readonly field: 'numbers' | 'numbersFromOutside' | 'extension'
  readonly number: string
}

/** What of the country's own emergency numbers a callflow, person or portal takes for itself. Patterns are another question. */
export function emergencyClaims(document: Document, country: string): readonly EmergencyClaim[] {
  const isEmergency = (number: string) => {
    const help = callForHelp(number, country)
    return help?.kind === 'emergency' && isOwnEmergency(help.number, country)
  }
  return claimsOf(document).filter(({ number }) => isEmergency(number))
}

function claimsOf(document: Document): readonly EmergencyClaim[] {
  if (document.kind === 'user' || document.kind === 'portal')
    return document.extension === '' ? [] : [{ field: 'extension', number: document.extension }]
  if (document.kind !== 'callflow') return []
  const listed = (field: 'numbers' | 'numbersFromOutside') => document[field].map((number) => ({ field, number }))
  return [...listed('numbers'), ...listed('numbersFromOutside')]
}

/** Why an edit that takes an emergency number cannot be made; what was there before may stay. Undo and import are no edits. */
export function emergencyRefused(
  before: Document | undefined,
  after: Document,
  country: string,
): { readonly field: string; readonly problem: string } | undefined {
  const earlier = new Set(before ? emergencyClaims(before, country).map(({ number }) => number) : [])
  const claim = emergencyClaims(after, country).find(({ number }) => !earlier.has(number))
  return claim && { field: claim.field, problem: emergencyProblem(claim.number) }
}

const emergencyProblem = (number: string): string => `${number} calls emergency services: nothing else can have it.`
