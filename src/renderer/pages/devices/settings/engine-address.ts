import type { EngineStatus } from '../../../../main/api/target-contract.ts'
import { useLive } from '../../../store/live.ts'

export interface EngineAddress {
  /** `http://192.0.2.10:8090`; null: the engine hands out no settings. */
  readonly origin: string | null
  /** Where phones register; null: the engine is stopped. */
  readonly sip: { readonly host: string; readonly port: number } | null
}

export function useEngineAddress(): EngineAddress {
  const engine = useLive((state) => state.engine)
  return addressOf(engine)
}

/** Stands for the machine where it listens on all its addresses. */
const THIS_MACHINE = 'address-of-the-engine'

/** What phones are told. An engine that listens everywhere has its addresses in its certificate, if it has one. */
export function addressOf(engine: EngineStatus | null): EngineAddress {
  const health = engine?.state === 'running' ? engine.health : null
  const named = (host: string) => {
    if (host !== '0.0.0.0' && host !== '::') return host
    const outside = health?.certificate?.names.find((name) => /^[0-9.]+$/.test(name) && !name.startsWith('127.'))
    return outside ?? THIS_MACHINE
  }
  const point = health?.phonePoints?.find(({ scheme }) => scheme === 'https') ?? health?.phonePoints?.[0]
  const sip = health?.listenPoints.find(({ transport }) => transport === 'udp')
  return {
    origin: point ? `${point.scheme}://${bracketed(named(point.host))}:${point.port}` : null,
    sip: sip ? { host: named(sip.host), port: sip.port } : null,
  }
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)
