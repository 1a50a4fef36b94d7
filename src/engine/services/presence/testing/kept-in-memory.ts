import type { DesignSnapshot } from '../../../../callflow/design/snapshot.ts'
import { SteadyClock } from '../../../clock.ts'
import type { SimClock } from '../../../sip/testing/sim-clock.ts'
import type { SipUserAgent } from '../../../sip/user-agent.ts'
import { openEngineDatabase } from '../../../state/engine-database.ts'
import { createRuntimeState, type RuntimeState } from '../../../state/runtime-state.ts'
import { temporaryFolder } from '../../../state/testing/temporary-folder.ts'
import type { Registrar } from '../../registrar/registrar.ts'
import type { KeptSubscription, SubscriptionStore } from '../kept-subscription.ts'
import { PresenceService } from '../presence-service.ts'

/** Subscriptions that outlive an engine of the test, as rows would. */
export function keptInMemory(): SubscriptionStore & { readonly rows: Map<string, KeptSubscription> } {
  const rows = new Map<string, KeptSubscription>()
  const keyOf = ({ dialog }: KeptSubscription['dialog']) => `${dialog.sipCallId} ${dialog.localTag}`
  return {
    rows,
    load: (nowMs) => [...rows.values()].filter(({ expiresMs }) => expiresMs > nowMs),
    save: (kept) => void rows.set(keyOf(kept.dialog), kept),
    remove: (dialog) => void rows.delete(keyOf(dialog)),
  }
}

export interface PresenceParts {
  readonly userAgent: SipUserAgent
  readonly registrar: Registrar
  readonly design: () => DesignSnapshot | undefined
  readonly clock: SimClock
}

/** The service for tests of what stands around it: nobody has messages, nothing outlives it. */
export function presenceOf(parts: PresenceParts, runtimeState?: RuntimeState): PresenceService {
  const { clock } = parts
  const now = () => clock.now()
  let tags = 0
  return new PresenceService({
    ...parts,
    clock: new SteadyClock({ wall: now, monotonic: now, uptime: now }),
    timers: clock,
    runtimeState: runtimeState ?? createRuntimeState(openEngineDatabase(temporaryFolder())),
    counts: () => ({ newMessages: 0, savedMessages: 0 }),
    store: keptInMemory(),
    newTag: () => `tag-${++tags}`,
  })
}
