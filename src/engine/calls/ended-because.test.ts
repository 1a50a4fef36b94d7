import { describe, expect, it } from 'vitest'
import { HeaderList } from '../sip/message/headers.ts'
import type { SipMessage } from '../sip/message/message.ts'
import { reasonIn } from './ended-because.ts'
import { expectNothingHeld, openOffice, OUTSIDE } from './testing/small-office.ts'

const isUpdate = (message: SipMessage) => message.kind === 'request' && message.method === 'UPDATE'
const timer = (seconds: number) =>
  [
    ['Supported', 'timer'],
    ['Session-Expires', `${seconds};refresher=uac`],
  ] as const

describe('why a call ended, in its record', () => {
  it('is a session that nobody refreshed (RFC 4028)', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1001].call('1002', { headers: timer(120) })
    await bed.clock.advance(200_000)
    expect(bed.cdrs).toEqual([])
    bed.network.lose = isUpdate
    await bed.clock.advance(120_000)
    expect(bed.cdrs).toMatchObject([{ endedBecause: 'The caller did not refresh the session within 120 s.' }])
    bed.network.lose = () => false
    await expectNothingHeld(office)
  })

  it('is what the one who hangs up says (RFC 3326), which the other one is told too', async () => {
    const office = await openOffice()
    const { bed, phones, carrier } = office
    const call = phones[1001].call(`9${OUTSIDE}`)
    await bed.clock.advance(1_000)
    const [called] = carrier.called
    called?.end({ headers: [['Reason', 'Q.850;cause=38;text="Network \\out of order"']] })
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ endedBecause: 'The called side said: Q.850 38, Network out of order.' }])
    const [bye] = bed.sent('BYE')
    expect(bye?.headers.get('Reason')).toBe('Q.850;cause=38;text="Network out of order"')
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(office)
  })

  it('is what a carrier says that refuses (RFC 6432), which the caller is told too', async () => {
    const office = await openOffice()
    const { bed, phones, carrier } = office
    carrier.onCalled = (session) => session.reject({ status: 503, headers: [['Reason', 'Q.850;cause=34']] })
    const call = phones[1001].call(`9${OUTSIDE}`)
    await bed.clock.advance(1_000)
    expect(bed.cdrs).toMatchObject([{ endedBecause: 'The called side said: Q.850 34, no circuit available.' }])
    expect(call.told).toEqual([503])
    expect(bed.sent(503)[0]?.headers.get('Reason')).toBe('Q.850;cause=34')
    await expectNothingHeld(office)
  })

  it('is not that of a phone that could not be called before another one answered', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].onCalled = (session) => session.reject({ status: 503, headers: [['Reason', 'Q.850;cause=34']] })
    const call = phones[1001].call('1002')
    await bed.clock.advance(1_000)
    call.session.end()
    expect(bed.cdrs).toHaveLength(1)
    const again = phones[1001].call('1003')
    await bed.clock.advance(1_000)
    again.session.end()
    await bed.clock.advance(1_000)
    expect(bed.cdrs[1]).toMatchObject({ endedBecause: '' })
    await expectNothingHeld(office)
  })

  it('goes on to phones that ring when a caller cancels with it: nobody missed what was answered elsewhere', async () => {
    const office = await openOffice()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('1002')
    await bed.clock.advance(1_000)
    call.session.end({ headers: [['Reason', 'SIP;cause=200;text="Call completed elsewhere"']] })
    await bed.clock.advance(1_000)
    expect(phones[1002].became).toEqual([['ended by remote: SIP;cause=200;text="Call completed elsewhere"']])
    expect(bed.cdrs[0]?.endedBecause).toBe('The caller said: SIP 200, Call completed elsewhere.')
    await expectNothingHeld(office)
  })
})

describe('a Reason header', () => {
  const read = (...values: string[]) => reasonIn(new HeaderList(values.map((value) => ['Reason', value])))

  it.each([
    ['Q.850;cause=16', 'said: Q.850 16, normal call clearing', ['Q.850;cause=16']],
    ['q.850 ; cause = 99 ;text="x"', 'said: Q.850 99, x', ['Q.850;cause=99;text="x"']],
    ['SIP;cause=486', 'said: SIP 486', ['SIP;cause=486']],
    ['SIP;cause=486, Q.850;cause=17', 'said: Q.850 17, user busy', ['SIP;cause=486', 'Q.850;cause=17']],
    [
      `Q.850;cause=17;text="${'a'.repeat(500)}"`,
      `said: Q.850 17, ${'a'.repeat(80)}`,
      [`Q.850;cause=17;text="${'a'.repeat(80)}"`],
    ],
  ])('%s is read', (value, words, reasons) => {
    expect(read(value)).toEqual({ words, reasons })
  })

  it.each([['X;cause=1'], ['Q.850'], ['Q.850;cause='], ['Q.850;cause=1234'], [''], [';cause=1']])(
    '%s says nothing',
    (value) => {
      expect(read(value)).toBeUndefined()
    },
  )

  it('is read four times at most', () => {
    expect(read(...Array.from({ length: 9 }, () => 'SIP;cause=486'))?.reasons).toHaveLength(4)
  })
})
