import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { featureRows, waiting } from './feature-list.ts'

const root = join(import.meta.dirname, '..', '..')

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
  const isPromised = (row: string) =>
    promises.some((title) => new RegExp(`\\b${row}\\b`).test(title) || inRange(row, title))

  it.each(featureRows.filter((row) => !(row in waiting)))(
    '%s is promised by a test that reads given, when, then',
    (row) => {
      expect(isPromised(row)).toBe(true)
    },
  )

  it.each(Object.entries(waiting))('%s waits, and no test promises it: %s', (row, reason) => {
    expect(featureRows).toContain(row)
    expect(reason).not.toBe('')
    expect(isPromised(row)).toBe(false)
  })
})

/** `M59-M61` names M60 too. */
function inRange(row: string, title: string): boolean {
  const number = Number(/^M(\d+)$/.exec(row)?.[1] ?? Number.NaN)
  return [...title.matchAll(/\bM(\d+)\s?[-–]\s?M?(\d+)\b/g)].some(
    ([, from, to]) => Number(from) <= number && number <= Number(to),
  )
}
