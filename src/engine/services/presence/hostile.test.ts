import { describe, expect, it } from 'vitest'
import { mutate, seededRandom } from '../../testing/mutate.ts'
import { openOffice } from '../../calls/testing/small-office.ts'
import { ENGINE as OFFICE } from '../../calls/testing/sim-party.ts'
import { DEVICES, ENGINE, lampOffice, PHONES, subscribe } from './testing/lamp-office.ts'

const MESSAGES = 2_000
const phone = { transport: 'udp', address: PHONES, port: 5060 } as const

const publish = (at: number): Buffer => {
  const body = '<presence><tuple><status><basic>open</basic></status><note>x</note></tuple></presence>'
  const head = subscribe(at)
    .toString()
    .trimEnd()
    .replaceAll('SUBSCRIBE', 'PUBLISH')
    .replace('Event: dialog', 'Event: presence')
  const own = head.replace('sip:1001@office.test SIP', `sip:d${at % DEVICES}@office.test SIP`)
  return Buffer.from(`${own}\r\nContent-Type: application/pidf+xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
}

describe('damaged SUBSCRIBEs and PUBLISHes of phones that were let in', () => {
  it(`${MESSAGES} of them raise no exception and cost one answer each at most`, { timeout: 60_000 }, async () => {
    const { clock, network, errors, presence } = await lampOffice()
    const random = seededRandom(88)
    let most = 0
    let answered = 0
    for (let at = 0; at < MESSAGES; at++) {
      network.packets.length = 0
      network.inject(mutate(at % 2 === 0 ? subscribe(at) : publish(at), random), phone, ENGINE)
      await clock.advance(30)
      const answers = network.packets.filter(({ message, from }) => from === ENGINE && message.kind === 'response')
      most = Math.max(most, answers.length)
      answered += answers.length
    }
    expect([errors, most]).toEqual([[], 1])
    expect(answered).toBeGreaterThan(MESSAGES * 0.6)
    expect(presence.subscriptions).toBeGreaterThan(MESSAGES * 0.1)
    await clock.advance(4_000_000)
    expect([presence.subscriptions, clock.pendingCount]).toEqual([0, 0])
  })
})

describe('SUBSCRIBEs and PUBLISHes of strangers', () => {
  it('cost one short answer each, nothing remembered', async () => {
    const { bed } = await openOffice()
    const before = bed.userAgent.counters.transactions
    bed.network.packets.length = 0
    for (let at = 0; at < 500; at++) {
      bed.network.inject(at % 2 === 0 ? subscribe(at) : publish(at), { ...phone, address: '203.0.113.7' }, OFFICE)
      await bed.clock.advance(20)
    }
    const statuses = bed.network.packets.flatMap(({ message }) => (message.kind === 'response' ? message.status : []))
    expect([statuses.length, new Set(statuses)]).toEqual([500, new Set([401])])
    expect([bed.userAgent.counters.transactions - before, bed.engine.presence.subscriptions]).toEqual([0, 0])
  })
})
