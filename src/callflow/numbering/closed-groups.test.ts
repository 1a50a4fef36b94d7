import { describe, expect, it } from 'vitest'
import { type Document, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { colleagues, drawFlow, type FlowDrawing, insideCaller, outsideCaller } from '../rehearse/small-design.ts'
import type { Caller } from '../run/script.ts'
import { mayEnter } from './closed-groups.ts'

const closed = makeDocument('account', { id: 'account', name: 'A', closedGroups: true })
const group = (...ids: string[]) =>
  makeDocument('group', { id: 'group', name: 'Sales', members: ids.map((id) => ({ id, weight: 1 })) })
const sales = group('user-1001', 'user-1002')

/** Whether 1001 may come into the flow drawn. */
function may(
  drawing: Partial<FlowDrawing>,
  documents: Document[] = [closed, sales],
  caller: Caller = insideCaller('1001'),
) {
  const flow = drawFlow({ nodes: {}, ...drawing })
  return mayEnter(snapshotOf([...colleagues, ...documents, flow]), caller, flow.id)
}

const rings = (userId: string) => ({ nodes: { user: { userId } } })

describe('closed groups (A0): where somebody may come in', () => {
  it('a callflow that first rings somebody of the same group, not one that rings anybody else', () => {
    expect([may(rings('user-1002')), may(rings('user-1003'))]).toEqual([true, false])
  })

  it('is decided by whom the callflow rings, whatever number it has', () => {
    expect(may({ ...rings('user-1003'), numbers: ['2003', '+16045550100'] })).toBe(false)
    expect(may({ ...rings('user-1002'), numbers: ['1003'] })).toBe(true)
  })

  it('their own', () => expect(may(rings('user-1001'), [closed])).toBe(true))

  it('a phone counts as its owner’s, and as a member of its own', () => {
    expect(may({ nodes: { device: { deviceId: 'device-1002' } } })).toBe(true)
    expect(may({ nodes: { device: { deviceId: 'device-1003' } } })).toBe(false)
    expect(may({ nodes: { device: { deviceId: 'device-1003' } } }, [closed, group('user-1001', 'device-1003')])).toBe(
      true,
    )
    expect(may(rings('user-1003'), [closed, group('device-1001', 'user-1003')])).toBe(true)
  })

  it('a ring group with one of theirs among its members, groups taken apart', () => {
    const ring = (...ids: string[]) => ({ nodes: { 'ring-group': { members: ids.map((id) => ({ id })) } } })
    expect(may(ring('user-1003', 'user-1002'))).toBe(true)
    expect(may(ring('user-1003'))).toBe(false)
    const others = makeDocument('group', { id: 'others', name: 'O', members: [{ id: 'user-1003', weight: 1 }] })
    expect(may(ring('others'), [closed, sales, others])).toBe(false)
  })

  it('what rings nobody first: a menu, a mailbox, an empty callflow, one that is gone', () => {
    expect(may({ nodes: { menu: {}, user: { userId: 'user-1003' } }, wires: ['menu 1 user'] })).toBe(true)
    expect(may({ nodes: {} })).toBe(true)
    expect(mayEnter(snapshotOf([...colleagues, closed]), insideCaller('1001'), 'gone')).toBe(true)
  })

  it('steps before the ringing are passed, and so are those that are switched off or unknown', () => {
    const last = { user: { userId: 'user-1003' } }
    expect(may({ nodes: { prepend: {}, ...last }, wires: ['prepend _ user'] })).toBe(false)
    expect(may({ nodes: { 'no-such-step': {}, ...last }, wires: ['no-such-step _ user'] })).toBe(false)
  })

  it('a step whose person a variable names: nobody knows yet whom it rings', () => {
    expect(may({ nodes: { user: { userId: { variable: 'wanted' } } } })).toBe(true)
  })

  it('a step that goes on in another callflow counts as that one, and a circle of them rings nobody', () => {
    const inner = drawFlow({ id: 'inner', ...rings('user-1003') })
    expect(may({ nodes: { callflow: { callflowId: 'inner' } } }, [closed, sales, inner])).toBe(false)
    const round = drawFlow({ id: 'round', nodes: { callflow: { callflowId: 'flow' } } })
    expect(may({ id: 'flow', nodes: { callflow: { callflowId: 'round' } } }, [closed, sales, round])).toBe(true)
  })

  it('everywhere, for callers from outside and where groups are open', () => {
    expect(may(rings('user-1003'), [closed, sales], outsideCaller)).toBe(true)
    expect(may(rings('user-1003'), [sales])).toBe(true)
  })

  it('closed for one person or one phone only', () => {
    const user = { ...colleagues.find(({ id }) => id === 'user-1001'), closedGroups: true } as Document
    const device = { ...colleagues.find(({ id }) => id === 'device-1001'), closedGroups: true } as Document
    expect(may(rings('user-1003'), [sales, user])).toBe(false)
    expect(may(rings('user-1003'), [sales, device])).toBe(false)
    expect(may(rings('user-1003'), [sales, user], insideCaller('1002'))).toBe(true)
  })

  it('by the guest’s groups at somebody else’s phone, not by its owner’s (M88c)', () => {
    const guest = { kind: 'device', deviceId: 'device-1001', userId: 'user-1003' } as const
    const guestCaller: Caller = { name: '', number: '1003', origin: guest }
    expect(may(rings('user-1002'), [closed, group('device-1001', 'user-1001', 'user-1002')], guestCaller)).toBe(false)
    expect(may(rings('user-1002'), [closed, group('user-1003', 'user-1002')], guestCaller)).toBe(true)
  })
})
