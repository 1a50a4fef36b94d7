import { expect, it } from 'vitest'
import { documentKinds } from '../../design/kind.ts'
import { modules } from '../../modules/registry.ts'
import { kazooActions, withoutAction } from './actions.ts'
import { kazooKinds, withoutCollection } from './kinds.ts'

it('every module either is a Kazoo action or is known to have none', () => {
  const mapped = kazooActions.map(({ definition }) => definition.type)
  const missing = modules
    .map(({ type }) => type)
    .filter((type) => !mapped.includes(type) && !withoutAction.includes(type))
  expect(missing).toEqual([])
  expect(mapped.filter((type) => withoutAction.includes(type))).toEqual([])
})

it('a module with several actions says which of its settings are which', () => {
  for (const [type, actions] of Map.groupBy(kazooActions, ({ definition }) => definition.type)) {
    const undecided = actions.filter(({ suits }) => suits === undefined)
    expect(undecided.length, `actions of ${type}`).toBeLessThanOrEqual(1)
  }
})

it('every kind of document either is in a Kazoo collection or travels in our own file', () => {
  const mapped = kazooKinds.map(({ kind }) => kind)
  expect([...mapped, ...withoutCollection].sort()).toEqual([...documentKinds].sort())
})

it('the data of one Kazoo step is never two modules', () => {
  const uses = kazooActions.map(
    ({ module, constant, use }) => `${module} ${JSON.stringify(constant ?? {})} ${use ?? ''}`,
  )
  expect(new Set(uses).size).toBe(uses.length)
})
