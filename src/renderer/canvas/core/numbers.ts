import type { Callflow } from '../../../callflow/design/document.ts'
import { dialStringSchema } from '../../../callflow/design/fields.ts'

export type NumberEntry =
  | { readonly ok: true; readonly number: string }
  | { readonly ok: false; readonly error: string }

/** A number as typed, without the spaces and punctuation people write, checked against every flow. `error` is a sentence. */
export function readNumber(typed: string, flow: Callflow, flows: readonly Callflow[]): NumberEntry {
  const number = typed.trim() === 'no_match' ? 'no_match' : typed.replace(/[\s().\-/]/g, '')
  if (number === '') return { ok: false, error: 'Enter a number' }
  if (number !== 'no_match' && !dialStringSchema.safeParse(number).success) {
    return { ok: false, error: `"${number.slice(0, 40)}" is not a number: up to 32 of 0-9 * #, + only in front` }
  }
  if (flow.numbers.includes(number)) return { ok: false, error: `${number} already reaches this callflow` }
  const holder = flows.find((other) => other.id !== flow.id && other.numbers.includes(number))
  if (holder) return { ok: false, error: `${number} is already used by "${holder.name}"` }
  if (flow.numbers.length >= 1_000) return { ok: false, error: 'A callflow takes at most 1000 numbers' }
  return { ok: true, number }
}

export const addNumber = (flow: Callflow, number: string): Callflow =>
  flow.numbers.includes(number) ? flow : { ...flow, numbers: [...flow.numbers, number] }

export const removeNumber = (flow: Callflow, number: string): Callflow =>
  flow.numbers.includes(number) ? { ...flow, numbers: flow.numbers.filter((held) => held !== number) } : flow
