import { describe, expect, it } from 'vitest'
import { lanesOf } from './lanes.ts'

describe('lanes of the wires of one node', () => {
  const lanes = lanesOf([
    { id: 'first', handle: 0, towards: -400 },
    { id: 'second', handle: 1, towards: -100 },
    { id: 'third', handle: 2, towards: 150 },
    { id: 'last', handle: 3, towards: 500 },
  ])

  it('let the outermost turn first on either side', () => {
    expect([lanes.get('first'), lanes.get('last')]).toEqual([0, 0])
  })

  it('put the inner ones below, where they cannot cross the outer', () => {
    expect([lanes.get('second'), lanes.get('third')]).toEqual([1, 1])
  })
})
