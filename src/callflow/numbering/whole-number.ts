import { isPossiblePhoneNumber } from 'libphonenumber-js/min'
import { toE164 } from './e164.ts'

/** Whether this is all of a number as some country's plan has them, written in `country`: no extension, no beginning such as `+1604`. */
export function isWholeNumber(text: string, country: string): boolean {
  const e164 = toE164(text, country)
  return e164 !== undefined && isPossiblePhoneNumber(e164)
}
