import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { call, type CallAbout, drawFlow, path, rung } from '../../rehearse/small-design.ts'
import { ringGroup } from './ring-group.ts'
import { weightedOrder } from './ring-script.ts'

const member = (id: string, fields: object = {}) => ({ id, ...fields })
const everyone = ['user-1001', 'user-1002', 'user-1003'].map((id) => member(id))

function ringCall(settings: Readonly<Record<string, unknown>>, choices: string[] = [], about: CallAbout = {}) {
  const flow = drawFlow({
    nodes: { 'ring-group': settings, 'hang-up': {}, 'hang-up:special': {} },
    wires: ['ring-group _ hang-up', 'ring-group busy hang-up:special', 'ring-group sip:603 hang-up:special'],
  })
  return call([flow], choices, about)
}

describe('ring group (M29)', () => {
  it('ends the call after the conversation', () => {
    const talked = ringCall({ members: everyone }, ['answer:1', 'callee-hangs-up'])
    expect(talked.ended?.reason).toBe('talked')
    expect(path(talked)).toEqual(['ring-group end'])
  })

  describe('in weighted random order', () => {
    it('draws the order anew, the same for the same dice', () => {
      const settings = { members: everyone, strategy: 'weighted-random' }
      const order = (seed: number) => rung(ringCall(settings, ['no-answer', 'no-answer', 'no-answer'], { seed })).flat()
      expect(order(1)).toEqual(order(1))
      expect(order(1).toSorted()).toEqual(['1001', '1002', '1003'])
      const orders = Array.from({ length: 30 }, (_, seed) => order(seed).join(' '))
      expect(new Set(orders).size).toBeGreaterThan(3)
    })

    it('puts the heavier first in proportion to its weight', () => {
      const items = [
        { id: 'light', weight: 10 },
        { id: 'heavy', weight: 30 },
      ]
      const draws = Array.from({ length: 1_000 }, (_, index) => index / 1_000)
      const heavyFirst = draws.filter((draw) => weightedOrder(items, [draw, 0])[0]?.id === 'heavy')
      expect(heavyFirst).toHaveLength(750)
    })

    it('never loses or repeats a member', () => {
      const items = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }) }), { maxLength: 12 })
      const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 14 })
      fc.assert(
        fc.property(items, draws, (members, values) => {
          const order = weightedOrder(members, values)
          expect(order).toHaveLength(members.length)
          expect(new Set(order)).toEqual(new Set(members))
        }),
        { seed: 20261121 },
      )
    })
  })

  describe('members', () => {
    const change = (id: string, fields: object): Document[] => {
      const known = everyoneDocuments.find((document) => document.id === id)
      return known ? [{ ...known, ...fields } as Document] : [] // the same document with other values
    }
    const everyoneDocuments = [...snapshotOf(ringCall({ members: [] }).design.documents()).documents()]

    it.each([
      ['a disabled user', 'user-1001', { enabled: false }],
      ['a disabled phone', 'device-1001', { enabled: false }],
      ['a phone without follow-me (M84)', 'device-1001', { followMe: false }],
      ['a cell phone without number', 'device-1001', { type: 'cell-phone' }],
    ])('do not include %s', (_what, id, fields) => {
      expect(rung(ringCall({ members: everyone }, [], { documents: change(id, fields) }))).toEqual([['1002', '1003']])
    })
  })

  it('summarises itself', () => {
    const summary = (settings: object) => ringGroup.summary(ringGroup.settings.parse(settings), snapshotOf([]))
    expect(summary({ members: everyone })).toBe('Ring 3 at once · 20 s')
    expect(summary({ members: everyone, strategy: 'in-order', repeats: 2 })).toBe('Ring 3 in order · 60 s · 2 tries')
    expect(summary({})).toBe('')
  })
})
