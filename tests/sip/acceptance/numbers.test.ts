import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const sources = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts') && name !== 'numbers.test.ts')
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))

it('each of the 80 acceptance calls is a test, once, and none is left out', () => {
  const numbers = sources.flatMap((text) => [...text.matchAll(/['`](\d+)\. \[/g)].map(([, number]) => Number(number)))
  expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1))
  expect(
    sources.filter((text) => /\b(?:it|describe|test)\.(?:skip|todo|only|fails|skipIf|runIf)\b/.test(text)),
  ).toEqual([])
})
