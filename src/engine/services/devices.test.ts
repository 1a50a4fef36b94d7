import { describe, expect, it } from 'vitest'
import { type Document, type DocumentOf, makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { mayStayRegistered } from './devices.ts'

const account = (sipRealm: string) => makeDocument('account', { id: 'account', name: 'Office', sipRealm })
const desk = (fields: Partial<DocumentOf<'device'>> = {}) =>
  makeDocument('device', { id: 'desk', name: 'Desk', sipUsername: '1001', sipPassword: 'old', ...fields })
const kim = makeDocument('user', { id: 'kim', name: 'Kim', enabled: false })
const before = snapshotOf([account('office.test'), desk()])
const stays = (...documents: Document[]) => mayStayRegistered('desk', snapshotOf(documents), before)

describe('a registration when a new design takes over', () => {
  it('stays while what the phone signed in with holds', () => {
    expect(stays(account('office.test'), desk({ name: 'Reception' }))).toBe(true)
    expect(mayStayRegistered('desk', before, undefined)).toBe(true)
  })

  it.each([
    ['the device is gone', [account('office.test')]],
    ['the device is disabled', [account('office.test'), desk({ enabled: false })]],
    ['its user is disabled', [account('office.test'), desk({ ownerId: 'kim' }), kim]],
    ['its password is another', [account('office.test'), desk({ sipPassword: 'new' })]],
    ['its user name is another', [account('office.test'), desk({ sipUsername: '1002' })]],
    ['the domain is another', [account('else.test'), desk()]],
    ['its user name is another device’s now', [account('office.test'), desk({ id: 'thief' }), desk()]],
  ])('goes when %s', (_, documents) => {
    expect(stays(...documents)).toBe(false)
  })
})
