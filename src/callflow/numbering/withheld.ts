import type { Caller } from '../run/script.ts'

/** What stands in for a number or a name that is kept back, in the words of phones and carriers. */
const withheldWords =
  /^(?:anonymous|restricted|private|unavailable|unknown|withheld|blocked|suppressed|hidden|no[ _-]?(?:number|name|caller[ _-]?id)|not[ _-]?available|id[ _-]?unavailable)$/i

/** Words that phones and carriers put behind: `Unknown Caller`, `PRIVATE NUMBER`. */
const trimmings = /[ _-](?:caller|number|name|call|party|id)$/i

/** Whether a user part or a name only says that there is none to be shown, in any case. Empty says so too. */
export function saysWithheld(text: string): boolean {
  const said = text.trim()
  return said === '' || withheldWords.test(said) || withheldWords.test(said.replace(trimmings, ''))
}

/**
 * Numbers that are nobody's and stand in for one that is kept back: nothing but zeros (behind a country's code at most), and "anonymous",
 * "restricted" and "unavailable" as a telephone's keys spell them.
 */
const isPlaceholder = (number: string) =>
  /^\+?[1-9]{0,3}0{5,}$/.test(number) || /^\+?1?(?:266696687|7378742833|86282452253)$/.test(number)

/** Carriers say so of a name that they do not know: it hides nobody who shows a number. */
const isOnlyMissing = /^unknown$/i

/** What counts as a caller without a number beside those who really have none: a design chooses. */
export interface CountsAsWithheld {
  /** Numbers like 0000000000. */
  readonly placeholderNumbers: boolean
  /** Names like "Restricted", whatever the number. */
  readonly withholdingNames: boolean
}

/** Whether somebody calls without a number (M12): none came, or they asked not to be shown. */
export function hasNoNumber({ name, number }: Pick<Caller, 'name' | 'number'>, also: CountsAsWithheld): boolean {
  if (!/[0-9]/.test(number)) return true
  if (also.placeholderNumbers && isPlaceholder(number)) return true
  return also.withholdingNames && name.trim() !== '' && saysWithheld(name) && !isOnlyMissing.test(name.trim())
}
