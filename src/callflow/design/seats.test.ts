import { describe, expect, it } from 'vitest'
import { describeFields } from './describe.ts'
import { documentSchemas, makeDocument } from './document.ts'
import { makeExtension } from './extension.ts'
import { countSeats } from './seats.ts'
import { snapshotOf } from './snapshot.ts'

const ids = { user: 'u', device: 'd', mailbox: 'm', callflow: 'c' }
const extension = () =>
  makeExtension({
    extension: '1001',
    firstName: 'Alex',
    lastName: 'Moreau',
    ids,
    sipUsername: 'alex',
    sipPassword: 'x',
  })

describe('seats', () => {
  it('given an extension created in one step, then it is one seat of user, phone, mailbox and callflow (M85)', () => {
    const made = extension()
    expect(made.map(({ kind }) => kind)).toEqual(['user', 'device', 'mailbox', 'callflow'])
    expect(countSeats(snapshotOf(made))).toEqual({
      extensions: 1,
      voicemailOnly: 0,
      callForward: 0,
      conferences: 0,
      faxBoxes: 0,
    })
  })

  it('given a cell phone or a land line, then each counts as a call forward seat unless it is switched off (M82)', () => {
    const phones = [
      makeDocument('device', { id: 'cell', name: 'Cell', type: 'cell-phone', ownerId: 'u' }),
      makeDocument('device', { id: 'line', name: 'Line', type: 'landline' }),
      makeDocument('device', { id: 'off', name: 'Off', type: 'landline', enabled: false }),
    ]
    expect(countSeats(snapshotOf([...extension(), ...phones]))).toMatchObject({ extensions: 1, callForward: 2 })
  })

  it('given conference rooms, fax boxes and shared mailboxes, then they count as seats too (M8, M86)', () => {
    const design = snapshotOf([
      makeDocument('conference', { id: 'room', name: 'Room' }),
      makeDocument('fax-box', { id: 'fax', name: 'Fax' }),
      makeDocument('mailbox', { id: 'box', name: 'Sales' }),
    ])
    expect(countSeats(design)).toEqual({ extensions: 0, voicemailOnly: 1, callForward: 0, conferences: 1, faxBoxes: 1 })
  })
})

describe('kinds of phone (M79)', () => {
  it('are desk phone, softphone, browser phone, cell phone and land line', () => {
    const type = describeFields(documentSchemas.device).find(({ name }) => name === 'type')
    expect(type?.options?.map(({ label }) => label)).toEqual([
      'Desk phone',
      'Softphone',
      'Browser phone',
      'Cell phone',
      'Land line',
    ])
  })
})
