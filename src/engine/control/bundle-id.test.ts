import { describe, expect, it } from 'vitest'
import { bundleIdOf, canonicalJson } from './bundle-id.ts'

describe('the name of a bundle', () => {
  it('does not depend on the order of documents or keys', () => {
    const a = { id: 'a', kind: 'user', name: 'A' }
    const b = { id: 'b', kind: 'user', nested: { x: 1, y: [1, 2] } }
    expect(bundleIdOf([a, b])).toBe(bundleIdOf([{ nested: { y: [1, 2], x: 1 }, kind: 'user', id: 'b' }, a]))
  })

  it('changes with any value', () => {
    expect(bundleIdOf([{ id: 'a', n: 1 }])).not.toBe(bundleIdOf([{ id: 'a', n: 2 }]))
    expect(bundleIdOf([{ id: 'a', list: [1, 2] }])).not.toBe(bundleIdOf([{ id: 'a', list: [2, 1] }]))
  })

  it('reads members as JSON.stringify writes them', () => {
    const value = { text: 'é"\n', none: undefined, empty: null, list: [undefined, true] }
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
  })
})
