import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { usesOf } from './usages.ts'

describe('where a phone number is used (M89)', () => {
  const number = makeDocument('phone-number', { id: 'did', name: 'Main', number: '+16045550100' })

  it('M89: given a flow that answers the number, when its uses are listed, then the flow is one', () => {
    const flow = makeDocument('callflow', { id: 'main', name: 'Main line', numbers: ['8000', '+16045550100'] })
    expect(usesOf(snapshotOf([number, flow]), 'did')).toMatchObject([{ document: { id: 'main' }, nodeId: null }])
  })

  it('M89: given a spare number, when its uses are listed, then there are none', () => {
    const flow = makeDocument('callflow', { id: 'main', name: 'Main line', numbers: ['8000'] })
    expect(usesOf(snapshotOf([number, flow]), 'did')).toEqual([])
  })
})
