import type { Callflow } from '../design/document.ts'
import { designIndex } from '../design/design-index.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { countryOf } from './country.ts'
import { toE164 } from './e164.ts'
import { isOutsideNumber } from './number-class.ts'

/**
 * The flow that a caller from outside reaches by exactly these digits (ADR 58): one that lists them for callers from outside, else one whose number
 * they are, unless that is a number of the house. Undefined: no number of that caller's; patterns are another question.
 */
export function answersFromOutside(design: DesignSnapshot, dialled: string): Callflow | undefined {
  const { forOutside, listing, isOfTheHouse } = outsideNumbers(design)
  return forOutside.get(dialled) ?? listing.get(dialled)?.find((flow) => !isOfTheHouse(flow, dialled))
}

/** What callers from outside reach a flow by: the numbers that are theirs, in the order in which it lists them. */
export const outsideNumbersOf = (design: DesignSnapshot, flow: Callflow): readonly string[] =>
  [...flow.numbersFromOutside, ...flow.numbers].filter((number) => answersFromOutside(design, number) === flow)

const outsideNumbers = designIndex(function* (design) {
  const forOutside = new Map<string, Callflow>()
  const listing = new Map<string, Callflow[]>()
  for (const flow of design.list('callflow')) {
    yield
    for (const number of flow.numbersFromOutside) if (!forOutside.has(number)) forOutside.set(number, flow)
    for (const number of flow.numbers) {
      const before = listing.get(number)
      if (before) before.push(flow)
      else listing.set(number, [flow])
    }
  }
  const isOfTheHouse = yield* houseRule(design)
  return { forOutside, listing, isOfTheHouse } // asked of what is dialled, not of every number there is
})

/** Codes, extensions of people, and whatever leads to a service of the house; a number of the country's plan or one that is owned never is. */
function* houseRule(design: DesignSnapshot): Generator<undefined, (flow: Callflow, number: string) => boolean> {
  const country = countryOf(design)
  const owned = new Set<string>()
  for (const { number } of design.list('phone-number')) {
    yield
    owned.add(number)
  }
  const extensions = new Set<string>()
  for (const { extension } of design.list('user')) {
    yield
    extensions.add(extension)
  }
  return (flow, number) => {
    if (number === 'no_match' || /[*#]/.test(number)) return true
    if (number.startsWith('+') || owned.has(`+${number}`)) return false
    if (!extensions.has(number) && flow.featureCode === null && !beginsInTheHouse(flow)) return false
    const e164 = toE164(number, country)
    return e164 === undefined || !(isOutsideNumber(number) || owned.has(e164))
  }
}

function beginsInTheHouse({ entry, nodes }: Callflow): boolean {
  const first = entry !== null && Object.hasOwn(nodes, entry) ? nodes[entry] : undefined
  return first !== undefined && moduleFor(first.type)?.servesTheHouse === true
}
