import { describe, expect, it } from 'vitest'
import { essentialsOf } from '../../sip/message/essentials.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { keptInMemory } from './testing/kept-in-memory.ts'
import { ENGINE, lampOffice, PHONES, subscribe } from './testing/lamp-office.ts'

const COUNT = 10_000

async function subscribeAll({ clock, network }: Awaited<ReturnType<typeof lampOffice>>, count = COUNT): Promise<void> {
  for (let at = 0; at < count; at++) {
    network.inject(subscribe(at), { transport: 'udp', address: PHONES, port: 5060 }, ENGINE)
    if (at % 100 === 99) await clock.advance(100)
    network.packets.length = 0
  }
}

describe('ten thousand subscriptions', () => {
  it('are kept, told of one change at a pace, and end with their hour', { timeout: 60_000 }, async () => {
    const lamps = await lampOffice()
    await subscribeAll(lamps)
    const { clock, presence, told, runtimeState } = lamps
    expect([presence.subscriptions, told.length]).toEqual([COUNT, COUNT])
    await clock.advance(2_000)
    told.length = 0
    runtimeState.write({ scope: 'presence', id: '1001', name: 'status' }, 'busy')
    await clock.advance(1_000)
    expect(told.length).toBeGreaterThan(1_500)
    expect(told.length).toBeLessThan(2_500)
    await clock.advance(5_000)
    expect(told.length).toBe(COUNT)
    expect(told.every(({ body }) => body.includes('confirmed'))).toBe(true)
    await clock.advance(3_700_000)
    expect(presence.subscriptions).toBe(0)
  })

  it('go on after a restart: each is told at once, with higher numbers, in its dialog', {
    timeout: 60_000,
  }, async () => {
    const store = keptInMemory()
    const before = await lampOffice(store)
    await subscribeAll(before, 2_000)
    const first = before.told[0]
    before.presence.close()
    const after = await lampOffice(store, before.clock)
    after.presence.resume()
    expect(after.presence.subscriptions).toBe(2_000)
    await after.clock.advance(3_000)
    expect(after.told.length).toBe(2_000)
    const same = after.told.find(({ headers }) => headers.get('Call-ID') === first?.headers.get('Call-ID'))
    expect(same?.headers.get('From')).toBe(first?.headers.get('From'))
    expect([numberOf(first), numberOf(same)]).toEqual([1, 1_000_001])
    expect([versionOf(first), versionOf(same)]).toEqual(['0" state="full', '1000000" state="full'])
  })
})

const numberOf = (request: SipRequest | undefined) => request && essentialsOf(request).cseq.number
const versionOf = (request: SipRequest | undefined) => /version="(\d+" state="\w+)/.exec(request?.body ?? '')?.[1]
