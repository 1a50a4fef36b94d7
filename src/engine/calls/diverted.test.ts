import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { account, flow, openOffice, OUTSIDE } from './testing/small-office.ts'

const forwarding = (number: string, more: Record<string, unknown> = {}) =>
  makeDocument('user', {
    id: 'user-1002',
    name: 'Person 1002',
    extension: '1002',
    callForward: {
      enabled: true,
      number,
      substitute: true,
      requireKeypress: false,
      keepCallerId: true,
      directCallsOnly: false,
      ignoreEarlyMedia: false,
      whenUnregistered: false,
      ...more,
    },
  })
const did = flow('16045550100', { user: { userId: 'user-1002', timeoutSec: 20 } })
const ours = account({ defaultCallerNumber: '+16045550177' })
const way = ({ headers }: SipRequest) => [headers.getAll('Diversion'), headers.getAll('History-Info')]

describe('a call that somebody’s forwarding sends on (RFC 5806, RFC 7044)', () => {
  it('from outside tells the carrier which number of ours was called', async () => {
    const { bed, carrier } = await openOffice([forwarding('+16045550188'), did, ours])
    carrier.call('16045550100')
    await bed.clock.advance(1_000)
    const [on] = carrier.called
    expect(on && way(on.request)).toEqual([
      ['<sip:+16045550100@198.51.100.1>;reason=unconditional'],
      ['<sip:+16045550100@198.51.100.1>;index=1', '<sip:+16045550188@198.51.100.1;cause=302>;index=1.1'],
    ])
  })

  it('from inside tells it the outside number of whoever sends it on, never an extension', async () => {
    const { bed, phones, carrier } = await openOffice([forwarding('+16045550188'), ours])
    phones[1001].call('1002')
    await bed.clock.advance(1_000)
    const [on] = carrier.called
    expect(on?.request.headers.get('Diversion')).toBe('<sip:+16045550177@198.51.100.1>;reason=unconditional')
  })

  it('goes behind what it came with: the latest diversion first, the history with the next index', async () => {
    const { bed, carrier } = await openOffice([forwarding('+16045550188'), did, ours])
    const before = ['<sip:+16045550111@x>;reason=user-busy', '<sip:+16045550111@x>;index=1.2'] as const
    carrier.call('16045550100', {
      headers: [
        ['Diversion', before[0]],
        ['History-Info', before[1]],
      ],
    })
    await bed.clock.advance(1_000)
    const [on] = carrier.called
    expect(on && way(on.request)).toEqual([
      ['<sip:+16045550100@198.51.100.1>;reason=unconditional', before[0]],
      [
        before[1],
        '<sip:+16045550100@198.51.100.1>;index=1.2.1',
        '<sip:+16045550188@198.51.100.1;cause=302>;index=1.2.1.1',
      ],
    ])
  })

  it('by a phone that sends it on to a colleague tells the colleague’s phone whose call it was', async () => {
    const { bed, phones } = await openOffice()
    phones[1002].answers = 302
    phones[1002].sendsOnTo = '<sip:1003@bed.test>'
    phones[1001].call('1002')
    await bed.clock.advance(2_000)
    const [on] = phones[1003].called
    expect(on?.request.headers.get('Diversion')).toBe('<sip:1002@bed.test>;reason=unconditional')
  })

  it('is the only one that says so', async () => {
    const { bed, phones, carrier } = await openOffice()
    phones[1001].call(OUTSIDE)
    phones[1001].call('1003')
    await bed.clock.advance(1_000)
    const requests = [carrier.called[0], phones[1003].called[0]].map((session) => session?.request)
    expect(requests.map((request) => request && way(request))).toEqual([
      [[], []],
      [[], []],
    ])
  })
})
