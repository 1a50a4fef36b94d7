import type { NumberList } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import { normalisedNumber, writingsOfCaller } from './caller-match.ts'

/** What a number list calls a caller: the label of their number, else of its longest beginning that is listed. Empty: nothing. */
export function nameInList(list: Pick<NumberList, 'entries'>, caller: string, country: string): string {
  const writings = writingsOfCaller(caller, country)
  if (writings[0] === '') return ''
  const { numbers, beginnings } = namesOf(list)(country)
  for (const writing of writings) {
    const name = numbers.get(writing)
    if (name !== undefined) return name
  }
  if (beginnings.size === 0) return ''
  const longest = Math.max(...writings.map(({ length }) => length))
  for (let length = longest; length > 0; length--) {
    for (const writing of writings) {
      const name = length <= writing.length ? beginnings.get(writing.slice(0, length)) : undefined
      if (name !== undefined) return name
    }
  }
  return ''
}

interface Names {
  readonly numbers: ReadonlyMap<string, string>
  readonly beginnings: ReadonlyMap<string, string>
}

/** Of a hundred thousand entries, so once for each list; a design has one country. */
const namesOf = oncePer(({ entries }: Pick<NumberList, 'entries'>) => {
  const byCountry = new Map<string, Names>()
  return (country: string): Names => {
    const known = byCountry.get(country)
    if (known) return known
    const named = entries.filter(({ label }) => label.trim() !== '')
    const made = {
      numbers: new Map(
        named.flatMap(({ match, value, label }) =>
          match === 'number' ? [[normalisedNumber(value, country), label.trim()] as const] : [],
        ),
      ),
      beginnings: new Map(
        named.flatMap(({ match, value, label }) => (match === 'prefix' ? [[value.trim(), label.trim()] as const] : [])),
      ),
    }
    byCountry.set(country, made)
    return made
  }
})
