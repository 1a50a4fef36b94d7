import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** The capabilities of the reference that the language of callflows promises, by row. Each must be named by a test. */
const rows = [
  'M11',
  ...numbered(23, 64),
  ...numbered(76, 87),
  ...numbered(95, 112),
  'M24b',
  'M88b',
  'M88c',
  'A0',
  'A5',
  'A6',
  'A7',
  'A8',
  'A9',
]

function numbered(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `M${first + index}`)
}

/** The quoted words of every test of the language and of what shows it. */
function titles(): string {
  const folders = ['src/callflow', 'src/renderer', 'tests']
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => join(root, folder, name)),
  )
  return files
    .map((file) => [...withoutComments(readFileSync(file, 'utf8')).matchAll(title)].map((match) => match[2]).join('\n'))
    .join('\n')
}

/** Any quoted words on one line: titles, and the names of rows in tables of cases. Comments do not count. */
const title = /(['"`])((?:(?!\1)[^\n\\]|\\.)*)\1/g

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

describe('rows of the feature reference', () => {
  const named = titles()
  it.each(rows)('%s is promised by the name of a test', (row) => {
    expect(new RegExp(`\\b${row}\\b`).test(named) || inRange(row, named)).toBe(true)
  })
})

/** `M59-M61` names M60 too. */
function inRange(row: string, named: string): boolean {
  const number = Number(/^M(\d+)$/.exec(row)?.[1] ?? Number.NaN)
  return [...named.matchAll(/\bM(\d+)\s?[-–]\s?M?(\d+)\b/g)].some(
    ([, from, to]) => Number(from) <= number && number <= Number(to),
  )
}
