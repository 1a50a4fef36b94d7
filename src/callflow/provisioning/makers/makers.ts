import type { PhoneMaker } from '../../design/kinds/desk-phone.ts'
import { ciscoSpa } from './cisco-spa.ts'
import { fanvil } from './fanvil.ts'
import { grandstream } from './grandstream.ts'
import { linphone } from './linphone.ts'
import type { Maker } from './maker.ts'
import { poly } from './poly.ts'
import { snom } from './snom.ts'
import { yealink } from './yealink.ts'

export const makers: Readonly<Record<PhoneMaker, Maker>> = {
  yealink,
  grandstream,
  snom,
  poly,
  'cisco-spa': ciscoSpa,
  fanvil,
  linphone,
}

/** The maker that a `User-Agent` names; undefined: none that is known here. */
export const makerOfUserAgent = (userAgent: string): PhoneMaker | undefined =>
  (Object.keys(makers) as PhoneMaker[]).find((maker) => makers[maker].userAgent.test(userAgent))
