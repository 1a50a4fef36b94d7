import { SteadyClock } from '../../../clock.ts'
import type { SipUserAgent } from '../../../sip/user-agent.ts'
import type { SimClock } from '../../../sip/testing/sim-clock.ts'
import type { DesignSnapshot } from '../../../../callflow/design/snapshot.ts'
import type { Registrar } from '../../registrar/registrar.ts'
import type { TextMessage, TextMessageRows } from '../text-message.ts'
import { TextMessages } from '../text-messages.ts'

/** Messages between extensions that outlive nothing. */
export function textMessagesOf(about: {
  readonly userAgent: SipUserAgent
  readonly registrar: Registrar
  readonly design: () => DesignSnapshot
  readonly clock: SimClock
}): TextMessages {
  const { clock, registrar } = about
  const now = () => clock.now()
  let count = 0
  return new TextMessages({
    ...about,
    clock: new SteadyClock({ wall: now, monotonic: now, uptime: now }),
    timers: clock,
    trunks: () => ({ trunkAt: () => undefined }),
    bindingsOf: (deviceId, nowMs) => registrar.bindingsOf(deviceId, nowMs),
    rows: rowsInMemory(),
    newId: () => `message-${++count}`,
    log: { warn: () => {} },
  })
}

function rowsInMemory(): TextMessageRows {
  const rows = new Map<string, TextMessage>()
  return {
    all: () => [...rows.values()],
    keep: async (message) => void rows.set(message.id, message),
    remove: (id) => void rows.delete(id),
  }
}
