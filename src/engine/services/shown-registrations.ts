import type { EngineClock } from '../clock.ts'
import type { Registration } from '../control/contract.ts'
import type { Registrar } from './registrar/registrar.ts'

/** Where phones are, with the times people read: by the clock on the wall. */
export function shownRegistrations(registrar: Pick<Registrar, 'list'>, clock: EngineClock): Registration[] {
  return registrar.list(clock.now()).map((each) => ({
    ...each,
    registeredMs: clock.wallOf(each.registeredMs),
    expiresMs: clock.wallOf(each.expiresMs),
  }))
}
