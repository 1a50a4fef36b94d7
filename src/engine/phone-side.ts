import type { DesignSnapshot } from '../callflow/design/snapshot.ts'
import type { EngineClock } from './clock.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineOptions } from './engine-options.ts'
import type { HttpListener } from './listening/http-listener.ts'
import type { EngineState } from './open-state.ts'
import { createFetches } from './provisioning/fetches.ts'
import { PhoneDoor } from './provisioning/phone-door.ts'
import { listenForPhones } from './provisioning/phone-listener.ts'
import type { SipSide } from './sip-side.ts'

export interface PhoneSideOptions {
  readonly options: EngineOptions
  readonly state: EngineState
  readonly clock: EngineClock
  readonly events: EngineEvents
  readonly design: () => DesignSnapshot | undefined
  readonly sip: SipSide
}

export type PhoneSide = ReturnType<typeof createPhoneSide>

interface PhonePoint {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
}

/** Where phones fetch their settings; without a word nowhere. */
export function createPhoneSide({ options, state, clock, events, design, sip }: PhoneSideOptions) {
  const fetches = createFetches(state.runtimeState)
  const door = new PhoneDoor({
    design,
    listenPoints: () => sip.userAgent.listenPoints,
    wallMs: () => clock.wall(),
    nowMs: () => clock.now(),
    onFetched(fetch) {
      fetches.put(fetch)
      events.publish({ kind: 'phone-fetched', fetch })
    },
  })
  const listeners: HttpListener[] = []
  const points: PhonePoint[] = []
  const onUnexpected = (error: unknown) => options.log.error({ err: error }, 'a phone could not be given its settings')
  return {
    /** Once it listens. */
    points: points as readonly PhonePoint[],
    fetches: () => fetches.list(),
    /** Rejects with `PhonePortInUseError`. */
    async listen() {
      const { http, https } = options.provision
      for (const [scheme, at] of [['http', http] as const, ['https', https] as const]) {
        if (!at) continue
        const secure = scheme === 'https' ? { secure: () => sip.tls.context() } : {}
        const listener = await listenForPhones({ ...at, door, ...secure, onUnexpected })
        listeners.push(listener)
        points.push({ scheme, host: at.host, port: listener.port })
      }
    },
    async close() {
      for (const listener of listeners) await listener.close()
    },
  }
}
