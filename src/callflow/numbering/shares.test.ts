import { describe, expect, it } from 'vitest'
import { byShare } from './shares.ts'

const numbers = Array.from({ length: 4_000 }, (_, at) => `+4930${1_000_000 + at}`)
const firsts = (sharers: readonly { readonly id: string; readonly weight: number }[]) =>
  numbers.map((number) => byShare(sharers, number)[0]?.id)
const partOf = (id: string, of: readonly (string | undefined)[]) => of.filter((each) => each === id).length / of.length

describe('numbers that several share', () => {
  const three = ['a', 'b', 'c'].map((id) => ({ id, weight: 10 }))

  it('go to each by its weight', () => {
    const found = firsts([
      { id: 'a', weight: 10 },
      { id: 'b', weight: 30 },
    ])
    expect(partOf('a', found)).toBeCloseTo(0.25, 1)
    expect(['a', 'b', 'c'].map((id) => Math.round(partOf(id, firsts(three)) * 10))).toEqual([3, 3, 3])
  })

  it('ask the same one first every time, and everybody once', () => {
    expect(firsts(three)).toEqual(firsts([...three].reverse()))
    expect(
      byShare(three, '+1')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['a', 'b', 'c'])
  })

  it('move only from whom has left', () => {
    const [before, after] = [firsts(three), firsts(three.slice(0, 2))]
    expect(before.every((id, at) => id === 'c' || id === after[at])).toBe(true)
  })

  it('are nobody’s where nobody is', () => {
    expect(byShare([], '+1')).toEqual([])
  })
})
