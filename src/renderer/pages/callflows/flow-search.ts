import type { Callflow } from '../../../callflow/design/document.ts'

export const byName = (a: Callflow, b: Callflow): number =>
  a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' })

/** Without a search: every flow but feature codes, which have a page of their own. Else: flows whose name or one of whose numbers holds what was typed; punctuation in numbers does not count. */
export function searchFlows(flows: readonly Callflow[], query: string): readonly Callflow[] {
  const text = query.trim().toLowerCase()
  const sorted = [...flows].sort(byName)
  if (text === '') return sorted.filter(({ featureCode }) => featureCode === null)
  const digits = text.replace(/[^0-9+*#]/g, '')
  const looksLikeNumber = digits !== '' && /^[0-9+*#\s().-]+$/.test(text)
  return sorted.filter(
    ({ name, numbers }) =>
      name.toLowerCase().includes(text) || (looksLikeNumber && numbers.some((number) => number.includes(digits))),
  )
}
