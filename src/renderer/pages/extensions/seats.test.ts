import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { documentsOfSeat, nextExtension, seatsOf } from './seats.ts'

const alex = makeDocument('user', { id: 'alex', name: 'Alex', extension: '1001' })
const phone = makeDocument('device', { id: 'phone', name: 'Desk', ownerId: 'alex' })
const box = makeDocument('mailbox', { id: 'box', name: 'Alex', ownerId: 'alex' })
const ring = (memberId: string) => ({
  a: {
    id: 'a',
    type: 'user',
    version: 1,
    label: '',
    disabled: false,
    settings: { userId: memberId },
    position: { x: 0, y: 0 },
  },
})

describe('seats', () => {
  it('are people with an extension and what belongs to them', () => {
    const flow = makeDocument('callflow', { id: 'flow', name: '1001 Alex', numbers: ['1001'] })
    const admin = makeDocument('user', { id: 'admin', name: 'Admin' })
    expect(seatsOf([alex, admin], [phone], [box], [flow])).toEqual([
      { user: alex, devices: [phone], mailbox: box, callflow: flow },
    ])
  })

  it('take their own flow along when they go', () => {
    const flow = makeDocument('callflow', {
      id: 'flow',
      name: '1001',
      numbers: ['1001'],
      entry: 'a',
      nodes: ring('alex'),
    })
    const ids = documentsOfSeat({ user: alex, devices: [phone], mailbox: box, callflow: flow }).map(({ id }) => id)
    expect(ids).toEqual(['alex', 'phone', 'box', 'flow'])
  })

  it('leave a flow behind that rings others too', () => {
    const flow = makeDocument('callflow', {
      id: 'flow',
      name: '1001',
      numbers: ['1001'],
      entry: 'a',
      nodes: ring('bea'),
    })
    const ids = documentsOfSeat({ user: alex, devices: [], mailbox: null, callflow: flow }).map(({ id }) => id)
    expect(ids).toEqual(['alex'])
  })

  it('get the next free number', () => {
    expect(nextExtension([])).toBe('1001')
    expect(nextExtension(['1001', '1002', '8000', '+16045550100', '*98'])).toBe('1003')
    expect(nextExtension(['201', '204'])).toBe('205')
  })
})
