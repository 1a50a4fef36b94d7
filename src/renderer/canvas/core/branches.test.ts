import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defaultBranch, defineModule, dialFailureBranches } from '../../../callflow/define-module.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { end } from '../../../callflow/run/script.ts'
import { branchesOf, continueBranch } from './branches.ts'
import { drawn } from './fixture.ts'

const ring = defineModule({
  type: 'ring',
  version: 1,
  category: 'basic',
  name: 'Ring',
  description: '',
  icon: 'phone',
  settings: z.object({}),
  branches: [defaultBranch, ...dialFailureBranches],
  acceptsBranch: (name: string) => name === '1',
  summary: () => '',
  // oxlint-disable-next-line require-yield -- never run here
  *script() {
    return end('hung-up')
  },
})
const node = drawn('a>').nodes['a'] ?? expect.fail('no node')
const names = (wired: string[], pinned: string[] = []) => {
  const { shown, hidden } = branchesOf({ node, definition: ring, design: snapshotOf([]), wired, pinned })
  return { shown: shown.map(({ name }) => name), hidden: hidden.map(({ name }) => name) }
}

describe('branches drawn on a node', () => {
  it('hide the optional ones', () => {
    expect(names([]).shown).toEqual(['_'])
    expect(names([]).hidden).toContain('busy')
  })

  it('show an optional one that is wired or asked for, before the default', () => {
    expect(names(['busy'], ['1']).shown).toEqual(['1', 'busy', '_'])
  })

  it('keep a wired branch the module does not know', () => {
    expect(names(['sip:603']).shown).toEqual(['sip:603', '_'])
  })

  it('go on by the default branch', () => {
    expect(continueBranch(ring)).toBe('_')
  })
})
