/** Longest text looked at, UTF-16 units: a number of 32 digits with a mark behind each, and room for what copying adds. */
const MAX_TEXT = 96

/** Stands where a writing had its optional "(0)": `+44 (0)20 7946 0123` becomes `+44` + mark + `2079460123`. */
export const optionalZero = 'o'

/**
 * What somebody wrote or pasted, as digits, `*`, `#` and a leading `+`: without the marks people write numbers with, invisible ones of copied text
 * included, and with the decimal digits of every script read as ours. An `(0)` behind a beginning stays as `optionalZero`. Undefined when anything
 * else is in it (letters, superscripts, a second +), or more than 32 digits.
 */
export function readNumberText(text: string): string | undefined {
  if (text.length > MAX_TEXT || text.includes(optionalZero)) return undefined
  const visible = text.replaceAll(/[\s\p{Cf}]/gu, '').replace(/^tel:/i, '')
  const ours = /^[\x20-\x7e]*$/.test(visible) ? visible : Array.from(visible, plainForm).join('')
  const marked = ours.replace(/(?<=[0-9][^0-9]*)\(0\)/, optionalZero)
  if (/[0-9o].*\(0\)/.test(marked)) return undefined
  const bare = marked.replaceAll(/[().\-/]/g, '')
  return /^\+?(?=.{1,32}$)[0-9*#]+(?:o[0-9]+)?$/.test(bare) ? bare : undefined
}

/** A character of a number in our own writing; itself when it is none. */
function plainForm(char: string): string {
  if (/\p{Nd}/u.test(char)) return String(digitValue(char.codePointAt(0) ?? 0))
  if (/[\p{Pd}\u2212]/u.test(char)) return '-'
  return fullWidth[char] ?? char
}

/** Full-width and small forms of the marks that East Asian keyboards write. */
const fullWidth: Readonly<Record<string, string>> = {
  '＋': '+',
  '﹢': '+',
  '＊': '*',
  '﹡': '*',
  '＃': '#',
  '﹟': '#',
  '（': '(',
  '）': ')',
  '．': '.',
  '／': '/',
}

/** Unicode keeps the decimal digits of a script together, 0 to 9, and such rows one behind the other: the place within its row is the value. */
function digitValue(codePoint: number): number {
  let zero = codePoint
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return (codePoint - zero) % 10
}
