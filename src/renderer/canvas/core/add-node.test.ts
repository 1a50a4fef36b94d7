import { describe, expect, it } from 'vitest'
import { addNode } from './add-node.ts'
import { drawn, wiring } from './fixture.ts'
import { nodeHeight } from './geometry.ts'
import { rootSource } from './graph.ts'

const made = { id: 'n', type: 'menu', version: 1, continueBy: '_' }

describe('adding a step', () => {
  it('on empty canvas leaves it unconnected, its middle where it was dropped', () => {
    const flow = addNode(drawn('a>b'), made, { kind: 'point', at: { x: 516, y: 449 } })
    expect(wiring(flow)).toEqual(['a>b'])
    expect(flow.nodes['n']?.position).toEqual({ x: 400, y: 400 })
  })

  it('on the canvas of an empty flow makes it the entry', () => {
    expect(addNode(drawn(), made, { kind: 'point', at: { x: 0, y: 0 } }).entry).toBe('n')
  })

  it('on a wire splits it and moves what follows down', () => {
    const flow = addNode(drawn('a:1>b', 'b>c'), made, { kind: 'wire', source: { nodeId: 'a', branch: '1' } })
    expect(wiring(flow)).toEqual(['a:1>n', 'b>c', 'n>b'])
    expect(flow.nodes['n']?.position.y).toBe(200)
    expect(flow.nodes['b']?.position.y).toBeGreaterThanOrEqual(200 + nodeHeight)
    expect(flow.nodes['a']?.position.y).toBe(0)
  })

  it('that ends the call on a wire lets go of what followed', () => {
    const flow = addNode(
      drawn('a>b'),
      { ...made, continueBy: undefined },
      { kind: 'wire', source: { nodeId: 'a', branch: '_' } },
    )
    expect(wiring(flow)).toEqual(['a>n'])
  })

  it('that ends the call stands beside what follows when nobody pointed at the branch', () => {
    const drop = { kind: 'branch', source: { nodeId: 'a', branch: '_' }, keepsNext: true } as const
    const flow = addNode(drawn('a>b'), { ...made, continueBy: undefined }, drop)
    expect(wiring(flow)).toEqual(['a>b'])
    expect(flow.nodes['n']?.position.x).toBeGreaterThan(flow.nodes['b']?.position.x ?? 0)
  })

  it('on a free branch handle connects that branch, beside its siblings', () => {
    const flow = addNode(drawn('a:1>b'), made, { kind: 'branch', source: { nodeId: 'a', branch: '2' } })
    expect(wiring(flow)).toEqual(['a:1>b', 'a:2>n'])
    expect(flow.nodes['n']?.position.x).toBeGreaterThan(200)
  })

  it('on the root bar of a flow puts it before the old entry', () => {
    const flow = addNode(drawn('a>b'), made, { kind: 'branch', source: rootSource })
    expect(flow.entry).toBe('n')
    expect(wiring(flow)).toEqual(['a>b', 'n>a'])
  })

  it('on a wire back up does not pull the beginning of the flow down', () => {
    const flow = addNode(drawn('a>b', 'b>a'), made, { kind: 'wire', source: { nodeId: 'b', branch: '_' } })
    expect(wiring(flow)).toEqual(['a>b', 'b>n', 'n>a'])
  })
})
