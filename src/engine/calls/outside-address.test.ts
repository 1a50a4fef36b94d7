import { expect, it } from 'vitest'
import { drawFlow, type FlowDrawing } from '../../callflow/rehearse/small-design.ts'
import { addressShown } from '../sip/transport/outside-addresses.ts'
import type { SipMessage } from '../sip/message/message.ts'
import { ENGINE } from './testing/sim-party.ts'
import { CARRIER, expectNothingHeld, openOffice, OUTSIDE, trunk } from './testing/small-office.ts'

const EXTERNAL = '203.0.113.5'
const PHONE = '192.0.2.11'

/** Phones inside, at 192.0.2.0/24; the carrier and whoever is at home beyond the router. */
const behindRouter = (changes: Parameters<typeof openOffice>[0] = []) =>
  openOffice(changes, 100, { addressShown: addressShown({ external: [EXTERNAL], local: ['192.0.2.0/24'] }) })

const listed = (id: string, number: string, nodes: FlowDrawing['nodes']) => drawFlow({ id, numbers: [number], nodes })

/** Our addresses in a message: Via and Contact, and c= and o= of its SDP. */
function told(message: SipMessage | undefined) {
  const text = [message?.headers.get('Via') ?? '', message?.headers.get('Contact') ?? '', message?.body ?? ''].join(' ')
  return [...new Set(text.match(/(?:192\.0\.2\.1\b|203\.0\.113\.5\b)/g))]
}

const ways = [
  ['from inside to a carrier', 'phone'],
  ['from a carrier to inside', 'carrier'],
] as const

it.each(ways)('a call %s shows each the address that reaches it', async (_way, caller) => {
  const office = await behindRouter([listed('ours', '+16045550100', { device: { deviceId: '1001', timeoutSec: 20 } })])
  const { bed, phones, carrier } = office
  if (caller === 'phone') phones[1001].call(OUTSIDE)
  else carrier.call('+16045550100')
  await bed.clock.advance(2_000)
  const [asked, answered] = caller === 'phone' ? [CARRIER, PHONE] : [PHONE, CARRIER]
  const shown: Readonly<Record<string, readonly string[]>> = { [CARRIER]: [EXTERNAL], [PHONE]: [ENGINE] }
  expect(bed.cdrs).toEqual([])
  expect(told(bed.sent('INVITE', asked)[0])).toEqual(shown[asked])
  expect(told(bed.sent('ACK', asked)[0])).toEqual(shown[asked])
  // The Via of an answer is the other side's.
  expect(bed.sent(200, answered).at(-1)?.headers.get('Contact')).toContain(String(shown[answered]))
  expect(told(bed.sent(200, answered).at(-1))).toEqual(shown[answered])
  await expectNothingHeld(office)
})

it('is bound where the engine is, whoever it is for', async () => {
  const office = await behindRouter()
  office.phones[1001].call(OUTSIDE)
  await office.bed.clock.advance(2_000)
  expect(office.bed.streamOf(office.carrier).localAddress).toBe(ENGINE)
  await expectNothingHeld(office)
})

it('registers with a carrier under the outside address', async () => {
  const office = await behindRouter([trunk('trunk', CARRIER, { register: true, username: 'us', password: 'secret' })])
  await office.bed.clock.advance(2_000)
  expect(office.bed.sent('REGISTER', CARRIER)[0]?.headers.get('Contact')).toBe(`<sip:us@${EXTERNAL}:5060>`)
})
