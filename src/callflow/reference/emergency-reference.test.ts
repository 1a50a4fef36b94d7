import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { emergencyReference } from './emergency-reference.ts'

it('docs/reference/emergency-numbers.md says what the engine does: `npm run reference` writes it anew', () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'emergency-numbers.md')
  expect(readFileSync(path, 'utf8')).toBe(emergencyReference())
})
