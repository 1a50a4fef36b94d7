import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { moduleReference } from './module-reference.ts'

it('docs/reference/modules.md says what the definitions say: `npm run reference` writes it anew', () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'modules.md')
  expect(readFileSync(path, 'utf8')).toBe(moduleReference())
})
