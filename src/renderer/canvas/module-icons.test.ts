import { expect, it } from 'vitest'
import { modules } from '../../callflow/modules/registry.ts'
import { moduleIcons } from './module-icons.ts'

it('there is a picture for every module', () => {
  const missing = modules
    .filter(({ icon }) => !Object.hasOwn(moduleIcons, icon))
    .map(({ type, icon }) => `${type}: ${icon}`)
  expect(missing).toEqual([])
})
