import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rowMeanings } from './row-meanings.ts'

export const ROWS_PAGE = join('docs', 'reference', 'rows.md')

/** M, A and B with a number: not where one is part of a longer word or an escape. */
const ROW = /(?<![\w%#&-])(?:M\d{1,3}[a-z]?|A(?:[0-9]|1[0-2])|B[1-3])(?![\w%=-]|',)/g
/** `M47-M49` and `M51 to M64` cite those between, too. */
const RANGE = /\bM(\d{1,3})(?:-| to )M(\d{1,3})\b/g
const MAX_SHOWN = 6

/** Files by the codes they cite, as paths with slashes, in order. */
export function citedRows(root: string, pattern = ROW): ReadonlyMap<string, readonly string[]> {
  const cited = new Map<string, string[]>()
  const files = globSync(['src/**/*.{ts,tsx}', 'tests/**/*.ts'], { cwd: root }).map((path) =>
    path.replaceAll('\\', '/'),
  )
  for (const path of files.sort()) {
    for (const code of codesOf(readFileSync(join(root, path), 'utf8'), pattern)) {
      cited.set(code, [...(cited.get(code) ?? []), path])
    }
  }
  return cited
}

function codesOf(text: string, pattern: RegExp): ReadonlySet<string> {
  const codes = new Set([...text.matchAll(pattern)].map(([code]) => code))
  if (pattern !== ROW) return codes
  for (const [, from, to] of text.matchAll(RANGE)) {
    for (let row = Number(from); row <= Number(to); row++) codes.add(`M${row}`)
  }
  return codes
}

/** The page that says what the codes mean and where each is seen to. */
export function rowsPage(root: string): string {
  const cited = citedRows(root)
  const lines = Object.entries(rowMeanings).flatMap(([code, meaning]) => {
    const paths = cited.get(code) ?? []
    if (paths.length === 0) return []
    const isTest = (path: string) => path.startsWith('tests/') || /\.test\.tsx?$/.test(path)
    const shown = [paths.filter((path) => !isTest(path)), paths.filter(isTest)].map(linksTo)
    return `| ${code} | ${meaning} | ${shown.join(' | ')} |`
  })
  return `# Rows

Comments and tests name what they are about by a code: a row of the list of capabilities that Callwright was built from. This page is written by
\`npm run reference\` from the sources and tests that cite them.

| Row | What it asks for | Implemented | Tested |
|---|---|---|---|
${lines.join('\n')}
`
}

function linksTo(paths: readonly string[]): string {
  const links = paths.slice(0, MAX_SHOWN).map((path) => `[${path.split('/').at(-1)}](../../${path})`)
  const rest = paths.length - links.length
  return [...links, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ')
}
