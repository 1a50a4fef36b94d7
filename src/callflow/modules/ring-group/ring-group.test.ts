import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { call, type CallAbout, drawFlow, insideCaller, operations, path } from '../../rehearse/small-design.ts'
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

const rung = (rehearsal: ReturnType<typeof call>) =>
  operations(rehearsal, 'dial').map(({ legs }) =>
    legs.map(({ target }) => (target.kind === 'device' ? target.deviceId.slice(-4) : target.number)),
  )

describe('ring group (M29)', () => {
  it('rings everybody at once for 20 s', () => {
    const [dialled] = operations(ringCall({ members: everyone }), 'dial')
    expect(dialled?.legs.map(({ delayMs, timeoutMs }) => [delayMs, timeoutMs])).toEqual([
      [0, 20_000],
      [0, 20_000],
      [0, 20_000],
    ])
    expect(dialled).toMatchObject({ timeoutMs: 20_000, callerHears: 'ringback' })
  })

  it('sorts by delay and lasts as long as the slowest member when no limit is set', () => {
    const members = [member('user-1001', { delaySec: 10, timeoutSec: 15 }), member('user-1002', { timeoutSec: 12 })]
    const [dialled] = operations(ringCall({ members }), 'dial')
    expect(dialled?.timeoutMs).toBe(25_000)
    expect(dialled?.legs.map(({ delayMs }) => delayMs)).toEqual([0, 10_000])
  })

  it('ends the call after the conversation', () => {
    const talked = ringCall({ members: everyone }, ['answer:1', 'callee-hangs-up'])
    expect(talked.ended?.reason).toBe('talked')
    expect(path(talked)).toEqual(['ring-group end'])
  })

  describe('when nobody answers', () => {
    it('tries as often as told, then goes on by `_` (M62)', () => {
      const tried = ringCall({ members: everyone, repeats: 2 }, ['no-answer', 'no-answer'])
      expect(operations(tried, 'dial')).toHaveLength(2)
      expect(path(tried)[0]).toBe('ring-group _')
      expect(tried.atMs).toBe(40_000)
    })

    it('leaves by the cause, else by the SIP status, else by `_` (A0)', () => {
      expect(path(ringCall({ members: everyone }, ['busy']))[0]).toBe('ring-group busy')
      expect(path(ringCall({ members: everyone }, ['rejected']))[0]).toBe('ring-group sip:603')
      expect(path(ringCall({ members: everyone }, ['unavailable']))[0]).toBe('ring-group _')
    })
  })

  describe('in order', () => {
    it('rings one member after another', () => {
      const tried = ringCall({ members: everyone, strategy: 'in-order' }, ['no-answer', 'rejected', 'answer:0'])
      expect(rung(tried)).toEqual([['1001'], ['1002'], ['1003']])
    })

    it('cuts the last turn short at the limit of the whole attempt', () => {
      const settings = { members: everyone, strategy: 'in-order', timeoutSec: 30 }
      const tried = ringCall(settings, ['no-answer', 'no-answer'])
      expect(operations(tried, 'dial').map(({ timeoutMs }) => timeoutMs)).toEqual([20_000, 10_000])
      expect(path(tried)[0]).toBe('ring-group _')
    })

    it('stops at the first refusal when told so', () => {
      const settings = { members: everyone, strategy: 'in-order', failOnSingleReject: true }
      expect(path(ringCall(settings, ['busy']))[0]).toBe('ring-group busy')
    })
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
    const group = makeDocument('group', {
      id: 'team',
      name: 'Team',
      members: [
        { id: 'user-1001', weight: 1 },
        { id: 'user-1002', weight: 1 },
      ],
    })
    const change = (id: string, fields: object): Document[] => {
      const known = everyoneDocuments.find((document) => document.id === id)
      return known ? [{ ...known, ...fields } as Document] : [] // the same document with other values
    }
    const everyoneDocuments = [...snapshotOf(ringCall({ members: [] }).design.documents()).documents()]

    it('are users, devices and groups; a phone named twice rings once', () => {
      const members = [member('team'), member('user-1001'), member('device-1001'), member('device-1003')]
      expect(rung(ringCall({ members }, [], { documents: [group] }))).toEqual([['1001', '1002', '1003']])
    })

    it("do not include the caller's own phones", () => {
      expect(rung(ringCall({ members: everyone }, [], { caller: insideCaller('1002') }))).toEqual([['1001', '1003']])
    })

    it.each([
      ['a disabled user', 'user-1001', { enabled: false }],
      ['a disabled phone', 'device-1001', { enabled: false }],
      ['a phone without follow-me (M84)', 'device-1001', { followMe: false }],
      ['a cell phone without number', 'device-1001', { type: 'cell-phone' }],
    ])('do not include %s', (_what, id, fields) => {
      expect(rung(ringCall({ members: everyone }, [], { documents: change(id, fields) }))).toEqual([['1002', '1003']])
    })

    it('do not include who does not want to be disturbed', () => {
      const state = [{ key: { scope: 'user', id: 'user-1003', name: 'do-not-disturb' }, value: true } as const]
      expect(rung(ringCall({ members: everyone }, [], { world: { state } }))).toEqual([['1001', '1002']])
    })

    it('when nobody is left, the call goes on at once', () => {
      const alone = ringCall({ members: [member('user-1002')] }, [], { caller: insideCaller('1002') })
      expect(path(alone)[0]).toBe('ring-group _')
      expect(operations(alone, 'dial')).toEqual([])
    })
  })

  it('summarises itself', () => {
    const summary = (settings: object) => ringGroup.summary(ringGroup.settings.parse(settings), snapshotOf([]))
    expect(summary({ members: everyone })).toBe('Ring 3 at once · 20 s')
    expect(summary({ members: everyone, strategy: 'in-order', repeats: 2 })).toBe('Ring 3 in order · 60 s · 2 tries')
    expect(summary({})).toBe('')
  })
})
