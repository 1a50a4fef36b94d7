import type { User } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { toE164 } from '../numbering/e164.ts'

/** A person's own numbers that are switched on, in E.164 where the account's country knows them (M106). None while the feature is off. */
export function activeNumbers(design: DesignSnapshot, { officeAnywhere }: User): string[] {
  if (!officeAnywhere.enabled) return []
  const country = countryOf(design)
  const numbers = officeAnywhere.numbers.filter(({ active }) => active)
  return [...new Set(numbers.map(({ number }) => toE164(number, country) ?? number))]
}
