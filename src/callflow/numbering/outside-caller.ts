import { designIndex } from '../design/design-index.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Attestation, Caller } from '../run/script.ts'
import { countryOf } from './country.ts'
import { parseDialString } from './e164.ts'
import { saysWithheld } from './withheld.ts'
import { readAs } from './writings.ts'

/** How a carrier names the caller of a call that it brings. */
export interface SaidByCarrier {
  readonly name: string
  /** As it came: a number in whatever writing, a word like `anonymous`, nothing. */
  readonly number: string
  /** They asked not to be shown, in whatever way. */
  readonly isWithheld?: boolean
  readonly trunkId?: string | undefined
  readonly attestation?: Attestation | undefined
}

/**
 * Who calls from outside. Numbers are E.164 where the trunk's way of writing them or the country's plan reads them, else as dialled; what is no
 * telephone number is none. Who withholds their number has none here, and is `asserted` to carriers only. A number that is an extension of ours
 * is not that of a colleague: a carrier does not know colleagues, so it is none either.
 */
export function callerFromOutside(design: DesignSnapshot, said: SaidByCarrier): Caller {
  const trunk = design.find('trunk', said.trunkId)
  const origin = { kind: 'trunk', ...(said.trunkId === undefined ? {} : { trunkId: said.trunkId }) } as const
  const vouched = said.attestation === undefined ? {} : { attestation: said.attestation }
  const known =
    readAs(said.number, countryOf(design), trunk?.numberFormat ?? 'auto') ?? parseDialString(said.number) ?? ''
  const number = ownExtensions(design).has(known) ? '' : known
  if (said.isWithheld || (number === '' && said.number !== '' && saysWithheld(said.number)))
    return {
      name: 'Anonymous',
      number: '',
      origin,
      isWithheld: true,
      ...vouched,
      ...(number === '' ? {} : { asserted: number }),
    }
  return { name: said.name, number, origin, ...vouched }
}

/** Everything that stands for one of us inside. Numbers of the world begin with a + when they are read. */
const ownExtensions = designIndex(function* (design) {
  const extensions = new Set<string>()
  for (const number of numbersInside(design)) {
    yield
    if (!number.startsWith('+')) extensions.add(number)
  }
  return extensions
})

function* numbersInside(design: DesignSnapshot): Generator<string> {
  for (const { extension } of design.list('user')) yield extension
  for (const { number } of design.list('mailbox')) yield number
  for (const { sipUsername } of design.list('device')) yield sipUsername
  for (const { numbers } of design.list('callflow')) yield* numbers
}
