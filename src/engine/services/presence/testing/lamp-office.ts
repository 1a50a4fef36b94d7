import { makeDocument } from '../../../../callflow/design/document.ts'
import { snapshotOf } from '../../../../callflow/design/snapshot.ts'
import { SteadyClock } from '../../../clock.ts'
import { essentialsOf } from '../../../sip/message/essentials.ts'
import { buildResponse } from '../../../sip/message/build.ts'
import { serializeMessage } from '../../../sip/message/serialize.ts'
import type { SipRequest } from '../../../sip/message/message.ts'
import { createUserAgent } from '../../../sip/create-user-agent.ts'
import { SimClock } from '../../../sip/testing/sim-clock.ts'
import { SimNetwork } from '../../../sip/testing/sim-network.ts'
import { openEngineDatabase } from '../../../state/engine-database.ts'
import { createRuntimeState } from '../../../state/runtime-state.ts'
import { temporaryFolder } from '../../../state/testing/temporary-folder.ts'
import { PresenceService } from '../presence-service.ts'
import { keptInMemory } from './kept-in-memory.ts'

export const ENGINE = '192.0.2.1'
export const PHONES = '192.0.2.2'
export const DEVICES = 100

export const lampDesign = snapshotOf([
  makeDocument('account', { id: 'account', name: 'Office', sipRealm: 'office.test' }),
  makeDocument('user', { id: 'ann', name: 'Ann', extension: '1001' }),
  ...Array.from({ length: DEVICES }, (_, at) =>
    makeDocument('device', { id: `d${at}`, name: `d${at}`, sipUsername: `d${at}`, sipPassword: 'x' }),
  ),
])

/** An engine whose door is open, and one machine that stands for all phones. */
export async function lampOffice(store = keptInMemory(), clock = new SimClock(), design = () => lampDesign) {
  const network = new SimNetwork(clock)
  let tokens = 0
  const errors: unknown[] = []
  const userAgent = createUserAgent({
    listen: [],
    userAgentName: 'Office',
    random: () => `token${String(++tokens).padStart(11, '0')}`,
    clock,
    timers: clock,
    transport: network.transport(ENGINE),
    onInternalError: (error) => errors.push(error),
  })
  const now = () => clock.now()
  const runtimeState = createRuntimeState(openEngineDatabase(temporaryFolder()))
  const presence = new PresenceService({
    userAgent,
    registrar: { bindingsOf: () => [], isRegistered: () => true, list: () => [] },
    runtimeState,
    counts: () => ({ newMessages: 0, savedMessages: 0 }),
    design,
    store,
    clock: new SteadyClock({ wall: now, monotonic: now, uptime: now }),
    timers: clock,
    newTag: () => 'tag',
  })
  for (const [method, does] of [
    ['SUBSCRIBE', 'subscribe'],
    ['PUBLISH', 'publish'],
  ] as const) {
    userAgent.onRequest(method, (incoming) => {
      const name = essentialsOf(incoming.request).from.uri.slice('sip:'.length).split('@')[0]
      presence[does](incoming, lampDesign.find('device', name) ?? lampDesign.list('device')[0] ?? never())
    })
  }
  await userAgent.start()
  const told: SipRequest[] = []
  const phones = network.transport(PHONES)
  await phones.start({
    onMalformed: () => {},
    onConnectionLost: () => {},
    onMessage(message, source) {
      if (message.kind !== 'request') return
      told.push(message)
      phones.send(serializeMessage(buildResponse(message, { status: 200 })), source)
    },
  })
  return { clock, network, presence, runtimeState, told, errors }
}

/** The SUBSCRIBE of the lamp with that number. */
export const subscribe = (at: number): Buffer =>
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

function never(): never {
  throw new Error('there are devices')
}
