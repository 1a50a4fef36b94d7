import { describe, expect, it } from 'vitest'
import { connect, disconnect, moveNodes, removeNodes, renameFlow, setEntry } from './edit.ts'
import { drawn, wiring } from './fixture.ts'
import { rootSource } from './graph.ts'

describe('connecting', () => {
  it('replaces the wire a branch already has', () => {
    const flow = connect(drawn('a>b', 'b>c'), { nodeId: 'a', branch: '_' }, 'c')
    expect(wiring(flow)).toEqual(['a>c', 'b>c'])
  })

  it('keeps wires of other branches of the same step', () => {
    const flow = connect(drawn('a:1>b', 'b>c'), { nodeId: 'a', branch: '2' }, 'c')
    expect(wiring(flow)).toEqual(['a:1>b', 'a:2>c', 'b>c'])
  })

  it('from the root bar makes the step the entry', () => {
    expect(connect(drawn('a>b'), rootSource, 'b').entry).toBe('b')
  })

  it('allows a step to lead to itself', () => {
    expect(wiring(connect(drawn('a>'), { nodeId: 'a', branch: '1' }, 'a'))).toEqual(['a:1>a'])
  })

  it('to a step that does not exist changes nothing', () => {
    const flow = drawn('a>b')
    expect(connect(flow, { nodeId: 'a', branch: '_' }, 'ghost')).toBe(flow)
  })
})

describe('disconnecting', () => {
  it('takes away the wire of that branch alone', () => {
    expect(wiring(disconnect(drawn('a:1>b', 'a:2>b'), { nodeId: 'a', branch: '1' }))).toEqual(['a:2>b'])
  })

  it('of the root bar leaves the flow without entry', () => {
    expect(disconnect(drawn('a>b'), rootSource).entry).toBeNull()
  })
})

describe('removing steps', () => {
  it('bridges a step with one way in and one way out', () => {
    const flow = removeNodes(drawn('a:1>b', 'b>c'), ['b'])
    expect(wiring(flow)).toEqual(['a:1>c'])
    expect(Object.keys(flow.nodes)).toEqual(['a', 'c'])
  })

  it('bridges a whole chain', () => {
    expect(wiring(removeNodes(drawn('a>b', 'b>c', 'c>d'), ['b', 'c']))).toEqual(['a>d'])
  })

  it('makes the next step the entry when the first goes', () => {
    expect(removeNodes(drawn('a>b'), ['a']).entry).toBe('b')
  })

  it('leaves no wire to nowhere when a step has several ways out', () => {
    expect(wiring(removeNodes(drawn('a>b', 'b:1>c', 'b:2>d'), ['b']))).toEqual([])
  })

  it('does not bridge a step that several wires lead to', () => {
    expect(wiring(removeNodes(drawn('a>b', 'x>b', 'b>c'), ['b']))).toEqual([])
  })

  it('leaves a flow without entry when the only step goes', () => {
    expect(removeNodes(drawn('a>'), ['a'])).toMatchObject({ entry: null, nodes: {}, wires: [] })
  })
})

describe('small edits', () => {
  it('moving to the same place changes nothing', () => {
    const flow = drawn('a>b')
    expect(moveNodes(flow, new Map([['a', { x: 0, y: 0 }]]))).toBe(flow)
  })

  it('an empty name keeps the old one', () => {
    expect(renameFlow(drawn('a>b'), '   ').name).toBe('Main line')
  })

  it('an unknown step cannot be the entry', () => {
    expect(setEntry(drawn('a>b'), 'ghost').entry).toBe('a')
  })
})
