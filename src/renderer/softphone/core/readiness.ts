import type { EngineStatus } from '../../../main/api/target-contract.ts'
import type { Registration } from './phone-event.ts'
import { wordsOfStatus } from './sip-words.ts'

/** Whether the phone can be used, and if not, what stands in the way and what settles it. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'working'; readonly words: string }
  | { readonly kind: 'blocked'; readonly words: string; readonly remedy: Remedy }

/** `wait`: it is tried again by itself. `again`: by whoever presses. */
export type Remedy = 'start' | 'sync' | 'again' | 'device' | 'wait'

export interface Standing {
  readonly engine: EngineStatus | null
  /** Where the phone connects; null when the engine offers no such place. */
  readonly address: string | null
  readonly registration: Registration
  /** The device as it is in the design. */
  readonly device: { readonly enabled: boolean; readonly sipUsername: string; readonly sipPassword: string }
}

export function readinessOf({ engine, address, registration, device }: Standing): Readiness {
  if (engine === null) return working('Asking about the engine')
  if (engine.state === 'starting' || engine.state === 'restarting') return working('The engine starts')
  if (engine.state !== 'running') return blocked(engine.problem ?? 'The engine is stopped.', 'start')
  if (engine.runsOther)
    return blocked(`The engine runs “${engine.runsOther.name}”, where this phone is unknown.`, 'sync')
  if (engine.health && !engine.health.activeBundle) return blocked('The engine has no design yet.', 'sync')
  if (address === null) return blocked('The engine takes no phones of browsers.', 'wait')
  if (!device.enabled) return blocked('The phone is disabled in the design.', 'device')
  if (device.sipUsername === '' || device.sipPassword === '') {
    return blocked('The phone has no user name or password in the design.', 'device')
  }
  return ofRegistration(registration, engine)
}

function ofRegistration(registration: Registration, { unsyncedChanges }: EngineStatus): Readiness {
  switch (registration.state) {
    case 'registered':
      return { kind: 'ready' }
    case 'off':
    case 'connecting':
      return working('Registering')
    case 'lost':
      return blocked('The engine cannot be reached. It is tried again.', 'wait')
    case 'refused':
      return refused(registration.status, unsyncedChanges ?? 0)
  }
}

/** An engine that was not told of the phone refuses it as it would a stranger. */
function refused(status: number | null, unsynced: number): Readiness {
  if (status === null) return blocked('The engine did not answer.', 'again')
  const isStranger = status === 401 || status === 403 || status === 404 || status === 407
  if (isStranger && unsynced > 0) return blocked('The engine does not know this phone yet.', 'sync')
  return blocked(`Not registered: ${lower(wordsOfStatus(status))}.`, 'again')
}

const lower = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)
const working = (words: string): Readiness => ({ kind: 'working', words })
const blocked = (words: string, remedy: Remedy): Readiness => ({ kind: 'blocked', words, remedy })
