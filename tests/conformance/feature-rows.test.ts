import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** The capabilities of the reference that the language of callflows promises, by row. Each must be named by a test. (A7 is M65-M75b, A8 is M59-M61.) */
const rows = [
  ...numbered(23, 73),
  ...numbered(75, 87),
  ...numbered(92, 112),
  ...'A0 A5 A6 A9 M11 M24b M75b M88b M88c M89'.split(' '),
]

function numbered(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `M${first + index}`)
}

/** The quoted words of every test of the language and of what shows it. */
function titles(): readonly string[] {
  const folders = ['src/callflow', 'src/renderer', 'tests']
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => join(root, folder, name)),
  )
  return files.flatMap((file) =>
    [...withoutComments(readFileSync(file, 'utf8')).matchAll(quoted)].map((match) => match[2] ?? ''),
  )
}

/** Any quoted words on one line: titles, and the names of rows in tables of cases. Comments do not count. */
const quoted = /(['"`])((?:(?!\1)[^\n\\]|\\.)*)\1/g

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

describe('rows of the feature reference', () => {
  const promises = titles().filter((title) => /\bgiven .+, when .+, then .+/.test(title))
  it.each(rows)('%s is promised by a test that reads given, when, then', (row) => {
    expect(promises.some((title) => new RegExp(`\\b${row}\\b`).test(title) || inRange(row, title))).toBe(true)
  })
})

/** `M59-M61` names M60 too. */
function inRange(row: string, title: string): boolean {
  const number = Number(/^M(\d+)$/.exec(row)?.[1] ?? Number.NaN)
  return [...title.matchAll(/\bM(\d+)\s?[-–]\s?M?(\d+)\b/g)].some(
    ([, from, to]) => Number(from) <= number && number <= Number(to),
  )
}
