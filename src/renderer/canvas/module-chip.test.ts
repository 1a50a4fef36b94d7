import { expect, it } from 'vitest'
import { modules } from '../../callflow/modules/registry.ts'
import { hasIcon } from './module-chip.tsx'

it('every module has the icon it names', () => {
  expect(modules.filter(({ icon }) => !hasIcon(icon)).map(({ type, icon }) => `${type}: ${icon}`)).toEqual([])
})
