/** What a maker calls a language; its English where it has none for it. `words` are by the part before the dash. */
export function languageOf(language: string, words: Readonly<Record<string, string>>, english: string): string {
  const [main = ''] = language.toLowerCase().split(/[-_]/)
  return Object.hasOwn(words, main) ? (words[main] ?? english) : english
}
