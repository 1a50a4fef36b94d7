import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CONTROL_PAGE, controlReference } from '../../scripts/control-reference.ts'

it('the page about the control API is the contract’s (npm run reference)', () => {
  expect(readFileSync(join(import.meta.dirname, '../..', CONTROL_PAGE), 'utf8')).toBe(controlReference())
})
