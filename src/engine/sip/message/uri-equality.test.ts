import { describe, expect, it } from 'vitest'
import { isSameUri } from './uri-equality.ts'

describe('equal URIs (RFC 3261 §19.1.4)', () => {
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;security=on'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
    ['sip:a@192.0.2.1:5062;x=1', 'SIP:a@192.0.2.1:5062;X=1'],
    ['tel:+1-604-555-0100', 'tel:+16045550100'],
  ])('%s is %s', (a, b) => {
    expect([isSameUri(a, b), isSameUri(b, a)]).toEqual([true, true])
  })

  it.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;maddr=192.0.2.1'],
    ['sip:carol@chicago.com', 'sips:carol@chicago.com'],
    ['sip:carol:secret@chicago.com', 'sip:carol@chicago.com'],
    ['sip:chicago.com', 'sip:carol@chicago.com'],
    ['tel:+16045550100', 'sip:+16045550100@chicago.com'],
    ['http://x', 'http://x'],
  ])('%s is not %s', (a, b) => {
    expect([isSameUri(a, b), isSameUri(b, a)]).toEqual([false, false])
  })
})
