import type { DesignSnapshot } from '../design/snapshot.ts'
import type { DialLeg, StateKey, StateValue } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'
import { callerAtDevice } from './caller-at-device.ts'

/**
 * Whoever answered a leg, as others are told of them once they go on: the person at a phone of ours, else the number outside that was called, a
 * person's cell phone among them. Only the former is at a phone of the house.
 */
export function calleeAt(
  design: DesignSnapshot,
  { target, userId }: Pick<DialLeg, 'target' | 'userId'>,
  readState: (key: StateKey) => StateValue | undefined,
): Caller {
  const device = target.kind === 'device' ? design.find('device', target.deviceId) : undefined
  const isElsewhere = device?.type === 'cell-phone' || device?.type === 'landline'
  if (device && !isElsewhere) return callerAtDevice(design, device, readState)
  const number = target.kind === 'number' ? target.number : (device?.outsideNumber ?? '')
  const name = design.find('user', userId)?.name ?? ''
  const trunk = target.kind === 'number' && target.trunkId !== undefined ? { trunkId: target.trunkId } : {}
  return { name, number, origin: { kind: 'trunk', ...trunk } }
}
