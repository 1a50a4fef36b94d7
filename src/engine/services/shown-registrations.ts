import type { EngineClock } from '../clock.ts'
import type { Registration } from '../control/contract.ts'
import type { Registrar } from './registrar/registrar.ts'

/** Where phones are, with the times people read: by the clock on the wall. */
export function shownRegistrations(registrar: Pick<Registrar, 'list'>, clock: EngineClock): Registration[] {
  const aheadMs = clock.wall() - clock.now()
  return registrar.list(clock.now()).map((each) => ({
    ...each,
    registeredMs: each.registeredMs + aheadMs,
    expiresMs: each.expiresMs + aheadMs,
  }))
}
