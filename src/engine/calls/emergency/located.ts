import { countryOf } from '../../../callflow/numbering/country.ts'
import { countryOfNumber } from '../../../callflow/numbering/e164.ts'
import { registeredAddress } from '../../../callflow/numbering/emergency-notice.ts'
import type { DialLeg } from '../../../callflow/run/operation.ts'
import type { Call } from '../call.ts'
import type { Route } from '../outgoing-leg.ts'
import { pidfLo } from './pidf-lo.ts'

/** The location that an INVITE for help carries (RFC 6442): where an address is registered for the number that it shows, else nothing. */
export function located(
  { design, world }: Call,
  { callerNumber }: Pick<DialLeg, 'callerNumber'>,
  from: Route['from'],
): Located {
  const address = registeredAddress(design, callerNumber)
  if (!address) return {}
  const id = world.newId().replaceAll(/[^0-9A-Za-z-]/g, '')
  const host = from.uri.slice(from.uri.lastIndexOf('@') + 1)
  const contentId = `location-${id}@${host.replaceAll(/[^0-9A-Za-z.-]/g, '')}`
  const country = countryOfAddress(address, countryOfNumber(callerNumber) ?? countryOf(design))
  const content = pidfLo({ address, country, entity: from.uri, id })
  return {
    headers: [
      ['Geolocation', `<cid:${contentId}>`],
      ['Geolocation-Routing', 'yes'],
    ],
    beside: { contentType: 'application/pidf+xml', contentId, content },
  }
}

type Located = Pick<Route, 'headers' | 'beside'>

/** The same way without the location; undefined where none was sent. */
export function withoutLocation({ beside, headers, ...route }: Route): Route | undefined {
  if (!beside) return undefined
  return { ...route, headers: (headers ?? []).filter(([name]) => !name.startsWith('Geolocation')) }
}

/**
 * What carriers answer that cannot make anything of a body in parts, or of the location in it (RFC 3261 §21.4, RFC 6442 §4.3): the call is sent once more
 * without. Help that knows less is better than none.
 */
export const refusesLocation = (status: number): boolean => refusals.has(status)

const refusals: ReadonlySet<number> = new Set([400, 406, 413, 415, 420, 421, 424, 488, 493, 513, 606])

/** One plan has many countries: Canada's provinces tell it from the United States. */
function countryOfAddress({ region }: { readonly region: string }, country: string): string {
  const isNorthern = country === 'US' || country === 'CA'
  if (!isNorthern) return country
  return provinces.has(region.toUpperCase()) ? 'CA' : 'US'
}

const provinces = new Set('AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' '))
