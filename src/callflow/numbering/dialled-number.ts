import { toE164 } from '../../callflow/numbering/e164.ts'

/** How a number that a carrier sends may be written in a callflow, likeliest first, without repeats. */
export function writingsOf(dialled: string, country: string): readonly string[] {
  const e164 = toE164(dialled, country)
  const digits = dialled.replaceAll(/[\s().+-]/g, '')
  const all = [dialled]
  if (e164 !== undefined) all.push(e164, e164.slice(1))
  if (/^[0-9]{1,15}$/.test(digits)) all.push(`+${digits}`, digits)
  return [...new Set(all)]
}
