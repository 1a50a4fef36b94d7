import { expect, it } from 'vitest'
import type { Dns } from '../services/trunks/find-places.ts'
import type { SipMessage } from '../sip/message/message.ts'
import { CARRIER, expectNothingHeld, OUTSIDE, openOffice, SECOND_CARRIER, trunk } from './testing/small-office.ts'

/** One carrier by name, at two places in this order. */
const dns: Dns = {
  naptr: async () => [],
  srv: async (name) =>
    name === '_sip._udp.carrier.test'
      ? ['one.test', 'two.test'].map((each, at) => ({ name: each, port: 5_060, priority: at, weight: 0 }))
      : [],
  addresses: async (name) => [{ address: name === 'one.test' ? CARRIER : SECOND_CARRIER, ttlSec: 60 }],
}

const isInvite = (message: SipMessage) =>
  message.kind === 'request' && message.method === 'INVITE' && message.uri.includes('carrier.test')

async function open() {
  const office = await openOffice([trunk('trunk', 'carrier.test')], 100, { dns })
  return { office, ...office, second: await office.bed.party(SECOND_CARRIER) }
}

it('a carrier is called at the first place that its name leads to', async () => {
  const { office, bed, phones, carrier, second } = await open()
  const call = phones[1001].call(OUTSIDE)
  await bed.clock.advance(1_000)
  expect([call.told, carrier.called.length, second.called.length]).toEqual([['answered'], 1, 0])
  expect(bed.sent('INVITE', CARRIER)).toMatchObject([{ uri: 'sip:+16045550199@carrier.test' }])
  await expectNothingHeld(office)
})

it('at the next one when the first has no circuit, which the following call then does not try first', async () => {
  const { office, bed, phones, carrier, second } = await open()
  carrier.answers = 503
  const call = phones[1001].call(OUTSIDE)
  await bed.clock.advance(1_000)
  expect([call.told, carrier.called.length, second.called.length]).toEqual([['answered'], 1, 1])
  phones[1002].call(OUTSIDE)
  await bed.clock.advance(1_000)
  expect([carrier.called.length, second.called.length]).toEqual([1, 2])
  await expectNothingHeld(office)
})

it('at the next one when the first says nothing for two seconds', async () => {
  const { office, bed, phones, second } = await open()
  let invites = 0
  // The first place gets the INVITE and its two repeats, all for nothing.
  bed.network.lose = (message) => isInvite(message) && ++invites <= 3
  const call = phones[1001].call(OUTSIDE)
  await bed.clock.advance(1_900)
  expect(second.called).toHaveLength(0)
  await bed.clock.advance(1_000)
  expect([call.told, second.called.length]).toEqual([['answered'], 1])
  await expectNothingHeld(office)
})

it('nowhere else when it refuses the number, or has rung', async () => {
  const { office, bed, phones, carrier, second } = await open()
  carrier.answers = 404
  const refused = phones[1001].call(OUTSIDE)
  await bed.clock.advance(1_000)
  carrier.answers = 503
  carrier.answersAfterMs = 5_000
  const rung = phones[1001].call(OUTSIDE)
  await bed.clock.advance(7_000)
  expect([refused.told, rung.told, carrier.called.length, second.called.length]).toEqual([[404], [503], 2, 0])
  await expectNothingHeld(office)
})

it('and is hung up on where it answers after the call has gone elsewhere', async () => {
  const { office, bed, phones, carrier, second } = await open()
  carrier.isSilent = true
  let late = () => {}
  carrier.onCalled = (session) => {
    late = () => session.answer({ sdp: 'v=0\r\n' })
  }
  bed.network.lose = (message) => message.kind === 'response' && message.status === 100
  const call = phones[1001].call(OUTSIDE)
  await bed.clock.advance(3_000)
  expect([call.told, second.called.length]).toEqual([['answered'], 1])
  late()
  await bed.clock.advance(3_000)
  expect(carrier.called[0]?.state).toBe('ended')
  expect(second.called[0]?.state).toBe('confirmed')
  await expectNothingHeld(office)
})

it('is looked up before the first call, which does not wait for a name server that says nothing by then', async () => {
  let isOnline = true
  const names: string[] = []
  const sometimes: Dns = {
    naptr: (name) => (isOnline ? dns.naptr(name) : never()),
    srv: (name) => (isOnline ? dns.srv(name) : never()),
    addresses: (name) => {
      names.push(name)
      return isOnline ? dns.addresses(name) : never()
    },
  }
  const office = await openOffice([trunk('trunk', 'carrier.test'), trunk('off', 'off.test', { enabled: false })], 100, {
    dns: sometimes,
  })
  expect(names).toEqual(['one.test', 'two.test'])
  isOnline = false
  const call = office.phones[1001].call(OUTSIDE)
  await office.bed.clock.advance(1_000)
  expect([call.told, office.carrier.called.length]).toEqual([['answered'], 1])
  await expectNothingHeld(office)
})

const never = () => new Promise<never>(() => {})
