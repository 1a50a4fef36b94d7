import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { SteadyClock } from '../../clock.ts'
import { essentialsOf } from '../../sip/message/essentials.ts'
import { buildResponse } from '../../sip/message/build.ts'
import { serializeMessage } from '../../sip/message/serialize.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { createUserAgent } from '../../sip/create-user-agent.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { SimNetwork } from '../../sip/testing/sim-network.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { createRuntimeState } from '../../state/runtime-state.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { PresenceService } from './presence-service.ts'
import { keptInMemory } from './testing/kept-in-memory.ts'

const ENGINE = '192.0.2.1'
const PHONES = '192.0.2.2'
const COUNT = 10_000
const DEVICES = 100

const design = snapshotOf([
  makeDocument('account', { id: 'account', name: 'Office', sipRealm: 'office.test' }),
  makeDocument('user', { id: 'ann', name: 'Ann', extension: '1001' }),
  ...Array.from({ length: DEVICES }, (_, at) =>
    makeDocument('device', { id: `d${at}`, name: `d${at}`, sipUsername: `d${at}`, sipPassword: 'x' }),
  ),
])

/** An engine without a door, and one machine that stands for all phones. */
async function office(store = keptInMemory(), clock = new SimClock()) {
  const network = new SimNetwork(clock)
  let tokens = 0
  const userAgent = createUserAgent({
    listen: [],
    userAgentName: 'Office',
    random: () => `token${String(++tokens).padStart(11, '0')}`,
    clock,
    timers: clock,
    transport: network.transport(ENGINE),
  })
  const now = () => clock.now()
  const runtimeState = createRuntimeState(openEngineDatabase(temporaryFolder()))
  const presence = new PresenceService({
    userAgent,
    registrar: { bindingsOf: () => [], isRegistered: () => true, list: () => [] },
    runtimeState,
    counts: () => ({ newMessages: 0, savedMessages: 0 }),
    design: () => design,
    store,
    clock: new SteadyClock({ wall: now, monotonic: now, uptime: now }),
    timers: clock,
    newTag: () => 'tag',
  })
  userAgent.onRequest('SUBSCRIBE', (incoming) => {
    const name = essentialsOf(incoming.request).from.uri.slice('sip:'.length).split('@')[0]
    const device = design.find('device', name)
    if (device) presence.subscribe(incoming, device)
  })
  await userAgent.start()
  const told: SipRequest[] = []
  const phones = network.transport(PHONES)
  await phones.start({
    onMalformed: () => {},
    onMessage(message, source) {
      if (message.kind !== 'request') return
      told.push(message)
      phones.send(serializeMessage(buildResponse(message, { status: 200 })), source)
    },
  })
  return { clock, network, presence, runtimeState, told, phones, userAgent }
}

const subscribe = (at: number) =>
  Buffer.from(
    [
      'SUBSCRIBE sip:1001@office.test SIP/2.0',
      `Via: SIP/2.0/UDP ${PHONES};branch=z9hG4bK${at}`,
      'Max-Forwards: 70',
      `From: <sip:d${at % DEVICES}@office.test>;tag=${at}`,
      'To: <sip:1001@office.test>',
      `Call-ID: call-${at}`,
      'CSeq: 1 SUBSCRIBE',
      `Contact: <sip:lamp${at}@${PHONES}>`,
      'Event: dialog',
      'Expires: 3600',
      '',
      '',
    ].join('\r\n'),
  )

async function subscribeAll({ clock, network }: Awaited<ReturnType<typeof office>>): Promise<void> {
  for (let at = 0; at < COUNT; at++) {
    network.inject(subscribe(at), { transport: 'udp', address: PHONES, port: 5060 }, ENGINE)
    if (at % 100 === 99) await clock.advance(100)
    network.packets.length = 0
  }
}

describe('ten thousand subscriptions', () => {
  it('are kept, told of one change at a pace, and end with their hour', { timeout: 60_000 }, async () => {
    const lamps = await office()
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
    const before = await office(store)
    await subscribeAll(before)
    const first = before.told[0]
    before.presence.close()
    const after = await office(store, before.clock)
    after.presence.resume()
    expect(after.presence.subscriptions).toBe(COUNT)
    await after.clock.advance(8_000)
    expect(after.told.length).toBe(COUNT)
    const same = after.told.find(({ headers }) => headers.get('Call-ID') === first?.headers.get('Call-ID'))
    expect(same?.headers.get('From')).toBe(first?.headers.get('From'))
    expect([numberOf(first), numberOf(same)]).toEqual([1, 1_000_001])
    expect([versionOf(first), versionOf(same)]).toEqual(['0" state="full', '1000000" state="full'])
  })
})

const numberOf = (request: SipRequest | undefined) => request && essentialsOf(request).cseq.number
const versionOf = (request: SipRequest | undefined) => /version="(\d+" state="\w+)/.exec(request?.body ?? '')?.[1]
