/** Countries that dial 1 + ten digits and reach abroad with 011. */
const nanpCountries = new Set(['US', 'CA', 'PR', 'JM', 'BS', 'BB', 'DO', 'TT'])

/** `+` and 8 to 15 digits, or undefined for what is no international number: extensions, codes, names. */
export function toE164(text: string, country: string): string | undefined {
  const compact = text.replaceAll(/[\s().-]/g, '')
  if (!/^\+?[0-9]+$/.test(compact)) return undefined
  const isNanp = nanpCountries.has(country.toUpperCase())
  const international = internationalOf(compact, isNanp)
  return international !== undefined && /^[1-9][0-9]{7,14}$/.test(international) ? `+${international}` : undefined
}

function internationalOf(compact: string, isNanp: boolean): string | undefined {
  if (compact.startsWith('+')) return compact.slice(1)
  if (isNanp && compact.startsWith('011')) return compact.slice(3)
  if (isNanp && compact.length === 10 && !/^[01]/.test(compact)) return `1${compact}`
  if (isNanp && compact.length === 11 && compact.startsWith('1')) return compact
  if (!isNanp && compact.startsWith('00')) return compact.slice(2)
  return undefined
}

/** How a number that a carrier sends may be written in a callflow, likeliest first, without repeats. */
export function writingsOf(dialled: string, country: string): readonly string[] {
  const e164 = toE164(dialled, country)
  const digits = dialled.replaceAll(/[\s().+-]/g, '')
  const all = [dialled]
  if (e164 !== undefined) all.push(e164, e164.slice(1))
  if (/^[0-9]{1,15}$/.test(digits)) all.push(`+${digits}`, digits)
  return [...new Set(all)]
}

/** Longer than any extension plan, or marked international: worth sending to a carrier. */
export function looksExternal(dialled: string): boolean {
  return /^\+?[0-9]{7,15}$/.test(dialled.replaceAll(/[\s().-]/g, ''))
}
