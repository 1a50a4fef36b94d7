import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findingAreas, findingWords } from '../check/finding-words.ts'
import { findingReference } from './finding-reference.ts'

it('docs/reference/findings.md says what the findings say: `npm run reference` writes it anew', () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'findings.md')
  expect(readFileSync(path, 'utf8')).toBe(findingReference())
})

it('has every finding once, in plain sentences', () => {
  const page = findingReference()
  for (const [code, { means, helps }] of Object.entries(findingWords)) {
    expect(page.split(`| \`${code}\` |`)).toHaveLength(2)
    for (const sentence of [means, helps]) expect(sentence).toMatch(/^[A-Z][^|]*\.$/)
  }
})

it('has something under every heading', () => {
  const areas = new Set(Object.values(findingWords).map(({ area }) => area))
  expect([...areas].toSorted()).toEqual(findingAreas.toSorted())
})
