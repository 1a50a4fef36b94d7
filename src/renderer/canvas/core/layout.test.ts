import { describe, expect, it } from 'vitest'
import { drawn } from './fixture.ts'
import { nodeHeight, nodeWidth } from './geometry.ts'
import { tidy } from './layout.ts'
import { neighbourOf } from './navigate.ts'

describe('tidying up', () => {
  const flow = tidy(drawn('a:2>c', 'a:1>b', 'b>d', 'c>d', 'd:x>a'), new Map(), () => ['1', '2'])
  const place = (id: string) => flow.nodes[id]?.position ?? { x: Number.NaN, y: Number.NaN }

  it('puts every step below what leads to it', () => {
    expect(place('b').y).toBeGreaterThan(place('a').y + nodeHeight)
    expect(place('d').y).toBeGreaterThan(place('c').y + nodeHeight)
  })

  it('keeps branches in their order from left to right', () => {
    expect(place('b').x + nodeWidth).toBeLessThan(place('c').x)
  })

  it('changes nothing the second time', () => {
    const again = tidy(flow, new Map(), () => ['1', '2'])
    expect(again.nodes).toEqual(flow.nodes)
  })

  it('leaves an empty flow alone', () => {
    const empty = drawn()
    expect(tidy(empty)).toBe(empty)
  })
})

describe('arrow keys', () => {
  const flow = tidy(drawn('a:1>b', 'a:2>c', 'b>d'))
  const go = (from: string, direction: 'up' | 'down' | 'left' | 'right') =>
    neighbourOf(flow, from, direction, () => ['1', '2'])

  it('go down the first branch and up again', () => {
    expect(go('a', 'down')).toBe('b')
    expect(go('b', 'up')).toBe('a')
  })

  it('go sideways among the steps of one parent', () => {
    expect(go('b', 'right')).toBe('c')
    expect(go('c', 'left')).toBe('b')
  })

  it('reach the root bar from the entry', () => {
    expect(go('a', 'up')).toBe('@root')
    expect(go('@root', 'down')).toBe('a')
  })
})
