import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { HeaderList } from '../../sip/message/headers.ts'
import { addressAsked } from './address-asked.ts'

const design = snapshotOf([makeDocument('account', { id: 'account', name: 'Office', sipRealm: 'Office.test' })])
const asked = (uri: string, from = '<sip:1001@office.test>') =>
  addressAsked(
    { kind: 'request', method: 'SUBSCRIBE', uri, headers: new HeaderList([['From', from]]), body: '' },
    design,
  )

describe('whom a phone asks about', () => {
  it.each([
    ['sip:1002@office.test', '1002', 'sip:1002@office.test'],
    ['sip:1002@OFFICE.test:5060;transport=udp', '1002', 'sip:1002@office.test'],
    ['sip:*3101@192.0.2.1', '*3101', 'sip:*3101@192.0.2.1'],
    ['sip:ann@[2001:db8::1]:5060', 'ann', 'sip:ann@[2001:db8::1]'],
    ['sip:10-02@office.test', '1002', 'sip:10-02@office.test'],
    ['tel:1002', '1002', 'sip:1002@Office.test'],
  ])('is somebody of ours: %s', (uri, address, entity) => {
    expect(asked(uri)).toEqual({ address, entity })
  })

  it('is at the name by which the phone knows us', () => {
    expect(asked('sip:1002@pbx.lan', '<sip:1001@pbx.lan>;tag=a')?.address).toBe('1002')
  })

  it.each(['sip:1002@other.example', 'sip:office.test', 'mailto:ann@office.test', 'sip:@'])(
    'is nobody of ours: %s',
    (uri) => {
      expect(asked(uri)).toBeUndefined()
    },
  )
})
