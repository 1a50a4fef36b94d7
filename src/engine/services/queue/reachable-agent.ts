import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { lineOf } from '../../../callflow/numbering/admit.ts'
import { freshCallState } from '../../../callflow/run/call-state.ts'
import type { StateKey, StateValue } from '../../../callflow/run/operation.ts'
import type { CallContext } from '../../../callflow/run/script.ts'
import { legsOf, type Rung } from '../../../callflow/scripts/ring-legs.ts'
import { unitsOf } from '../../../callflow/scripts/ring-members.ts'
import { needsNoRegistration } from '../devices.ts'

export interface AgentPhones {
  readonly read: (key: StateKey) => StateValue | undefined
  readonly isRegistered: (deviceId: string) => boolean
}

/**
 * Whether an agent has anything a queue could ring now: what its step would ring, asked of the same rules (do not disturb, hot desks,
 * forwarding, Office Anywhere, phones that want no queue calls), as long as it is a number outside, a line of ours or a phone that is online or called at an
 * address of its own.
 */
export function isReachableAgent(design: DesignSnapshot, agentId: string, phones: AgentPhones): boolean {
  const isThere = (deviceId: string) => {
    const device = design.find('device', deviceId)
    return (device !== undefined && needsNoRegistration(device)) || phones.isRegistered(deviceId)
  }
  return rungFor(design, agentId, phones.read).some(
    ({ legs, onward }) =>
      onward !== undefined || legs.some(({ target }) => target.kind === 'number' || isThere(target.deviceId)),
  )
}

function rungFor(design: DesignSnapshot, agentId: string, read: AgentPhones['read']): readonly Rung[] {
  const call = someCall(design)
  const units = unitsOf(call, [{ id: agentId, delayMs: 0, timeoutMs: 1_000, weight: 1 }], { canCallSelf: false })
  const asking = legsOf(call, units, { followForwards: 'members', forQueue: true })
  let turn = asking.next({})
  while (!turn.done) {
    const asked = turn.value
    turn = asking.next(asked.kind === 'read-state' ? { values: asked.keys.map(read) } : {})
  }
  return turn.value
}

/** A customer's call, of which nothing else matters. */
const someCall = (design: DesignSnapshot): CallContext => ({
  ...freshCallState,
  design,
  caller: { name: '', number: '', origin: { kind: 'trunk' } },
  dialled: '',
  captures: [],
  callflowId: '',
  nodeId: '',
  hasBranch: () => false,
  lookup: (number) => lineOf(design, number),
  isListedForOutside: () => false,
  mayEnter: () => true,
})
