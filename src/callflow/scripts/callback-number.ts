import type { Queue } from '../design/document.ts'
import { countryOf } from '../numbering/country.ts'
import { toE164 } from '../numbering/e164.ts'
import { callForHelp } from '../numbering/emergency.ts'
import { isOutsideNumber, mayCall, numberClass } from '../numbering/number-class.ts'
import type { CallContext } from '../run/script.ts'
import { colleagueWith } from './forwarding.ts'

/** What costs no more than a call at home. */
const atHome: ReadonlySet<string> = new Set(['domestic', 'toll-free'])
/** What a queue may allow beside. */
const abroad: ReadonlySet<string> = new Set(['international', 'caribbean'])

type About = Pick<CallContext, 'design' | 'caller' | 'lookup'>

/**
 * Where somebody may be called back, as it will be called; undefined where not. Whoever waits chooses it, so that it must not cost what they could not call
 * themselves at our cost: no emergency numbers, none at a price, none abroad unless the queue says so, none that the account or a colleague's own
 * restrictions deny. Lines of ours are refused, or a queue would call itself; colleagues give their extension.
 */
export function callbackNumber(
  { design, caller, lookup }: About,
  { callbackAbroad }: Pick<Queue, 'callbackAbroad'>,
  number: string,
): string | undefined {
  if (!/^\+?[0-9]{2,20}$/.test(number)) return undefined
  const country = countryOf(design)
  if (callForHelp(number, country)) return undefined
  if (caller.origin.kind === 'device' && colleagueWith(design, number)) return number
  if (lookup(number) || !isOutsideNumber(number)) return undefined
  const of = numberClass(number, country)
  if (!atHome.has(of) && !(callbackAbroad && abroad.has(of))) return undefined
  return mayCall(design, caller, number) ? (toE164(number, country) ?? number) : undefined
}
