import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kazooTables } from './reference.ts'

it('the reference page shows the mappings as they are (vitest -u writes it anew)', async () => {
  const page = join(import.meta.dirname, '../../../../docs/reference/kazoo-tables.md')
  await expect(kazooTables()).toMatchFileSnapshot(page)
})
