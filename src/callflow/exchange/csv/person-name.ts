export interface PersonName {
  readonly firstName: string
  readonly lastName: string
}

/**
 * A whole name in two. "Vale, Robin" says which is which; "VALE Robin" as French offices write it too; else the last word is the last name, with the
 * particles before it (van der Berg) and what follows it (Jr.). One word is a first name.
 */
export function splitName(whole: string): PersonName {
  const name = whole.trim().replaceAll(/\s+/g, ' ')
  const comma = name.indexOf(',')
  if (comma > 0) {
    const before = name.slice(0, comma).trim()
    const after = name.slice(comma + 1).trim()
    // "Robin Vale, Jr." is not written the other way round.
    if (after !== '' && !isSuffix(after)) return { firstName: after, lastName: before }
    if (after !== '') return join(splitName(before), `, ${after}`)
  }
  const words = name.split(' ')
  const last = lastWord(words)
  if (last === 0) return { firstName: name, lastName: '' }
  const capitals = words.findIndex((word) => !isCapitals(word))
  if (capitals > 0 && !words.slice(capitals).some(isCapitals)) {
    return { firstName: words.slice(capitals).join(' '), lastName: words.slice(0, capitals).join(' ') }
  }
  const particle = words.findIndex((word, at) => at > 0 && at < last && particles.has(word.toLowerCase()))
  const start = particle === -1 ? last : particle
  return { firstName: words.slice(0, start).join(' '), lastName: words.slice(start).join(' ') }
}

const join = ({ firstName, lastName }: PersonName, suffix: string): PersonName =>
  lastName === '' ? { firstName: firstName + suffix, lastName } : { firstName, lastName: lastName + suffix }

/** The place of the last word that is no suffix, never before the second. */
function lastWord(words: readonly string[]): number {
  let at = words.length - 1
  while (at > 1 && isSuffix(words[at] ?? '')) at--
  return at
}

const isCapitals = (word: string) => /^\p{Lu}[\p{Lu}'’-]+$/u.test(word)

const isSuffix = (word: string) => /^(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq)\.?$/i.test(word)

const particles: ReadonlySet<string> = new Set(
  'van von vom zu zum zur der den ter ten te de del della di da das do dos du des la le las los bin ibn al el af av op st. y e'.split(
    ' ',
  ),
)
