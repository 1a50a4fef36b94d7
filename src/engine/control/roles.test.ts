import { isContractProcedure } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import { controlContract } from './contract.ts'
import { mayDo, neededRole } from './roles.ts'

/** Every procedure of the contract by its path. */
function proceduresOf(contract: object, path: readonly string[] = []): (readonly string[])[] {
  if (isContractProcedure(contract)) return [path]
  return Object.entries(contract).flatMap(([key, value]) => proceduresOf(value, [...path, key]))
}

const needing = (role: string) =>
  proceduresOf(controlContract)
    .filter((path) => neededRole(path) === role)
    .map((path) => path.join('.'))

describe('roles', () => {
  it('may each do what the ones before may, and nobody what needs a token', () => {
    const order = ['nobody', 'read', 'operate', 'deploy', 'admin'] as const
    for (const [at, role] of order.entries())
      expect(order.map((needed) => mayDo(role, needed))).toEqual(order.map((_, other) => other <= at))
  })

  it('leave one thing to strangers, and who may come in to the owner', () => {
    expect(needing('nobody')).toEqual(['access.pair'])
    expect(needing('admin')).toEqual(['access.offerPairing', 'access.tokens', 'access.revoke'])
  })

  it('ask for "deploy" before anything of what runs is changed', () => {
    const bundle = proceduresOf(controlContract.bundle, ['bundle'])
    expect(bundle.filter((path) => neededRole(path) !== 'deploy').map((path) => path.join('.'))).toEqual([
      'bundle.deployments',
      'bundle.contents',
      'bundle.knows',
      'bundle.list',
    ])
  })

  it('that look on change nothing and hear nobody’s messages', () => {
    const changing = proceduresOf(controlContract).filter(
      (path) => neededRole(path) === 'read' && at(path)['~orpc'].route.method !== 'GET',
    )
    expect(changing).toEqual([['access', 'leave']])
    expect(neededRole(['messages', 'audio'])).toBe('operate')
  })

  it('of what does not exist are the owner’s', () => {
    expect([neededRole(['calls']), neededRole(['toString']), neededRole([])]).toEqual(['admin', 'admin', 'admin'])
  })
})

function at(path: readonly string[]) {
  const found = path.reduce<unknown>((node, key) => Reflect.get(Object(node), key), controlContract)
  if (!isContractProcedure(found)) throw new Error(path.join('.'))
  return found
}
