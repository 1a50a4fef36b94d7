import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { callerAtDevice } from '../../callflow/numbering/caller-at-device.ts'
import { callBackFlow } from '../../callflow/run/built-in-flow.ts'
import type { CallInput } from '../../callflow/run/interpreter.ts'
import type { FreeAgent, OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { Caller } from '../../callflow/run/script.ts'
import { colleagueWith } from '../../callflow/scripts/forwarding.ts'
import type { KeptCallback } from '../state/callback-rows.ts'
import type { Call, CallSubject } from './call.ts'
import { OutgoingLeg } from './outgoing-leg.ts'

export interface ToRing {
  readonly subject: Omit<CallSubject, 'callId'>
  readonly entrance: Pick<CallInput, 'callflowId' | 'builtIn' | 'dialled'>
}

/** A call back as a call: agents' phones show who is called back, and so does the call record. */
export function callBackOf(design: DesignSnapshot, callback: KeptCallback, agents: readonly FreeAgent[]): ToRing {
  const { number, name } = callback
  const caller: Caller = { name: `Call back: ${name || number}`, number, origin: { kind: 'trunk' } }
  return {
    subject: {
      design,
      caller,
      dialled: number,
      callflowId: '',
      direction: callback.isInside ? 'internal' : 'outbound',
    },
    entrance: { dialled: number, callflowId: '', builtIn: callBackFlow(callback, agents) },
  }
}

/** The agent who answered stands where nobody stood, and calls from there as themselves: on their rights, limits and charge. */
export function becomeCaller(call: Call): object {
  const { callee, design, world } = call
  if (!(callee instanceof OutgoingLeg)) throw new Error('nobody has answered who could go on')
  const { target } = callee.dialled
  const device = target.kind === 'device' ? design.find('device', target.deviceId) : undefined
  const userId = callee.userId === undefined ? {} : { userId: callee.userId }
  const who: Caller = device
    ? callerAtDevice(design, device, (key) => world.runtimeState.read(key))
    : { name: '', number: '', origin: { kind: 'device', deviceId: '', ...userId } }
  const before = call.caller
  call.letGo(callee)
  call.putCaller(callee, who)
  before.call = undefined
  call.payer = who
  return {}
}

export function requestCallback(call: Call, operation: OperationOf<'request-callback'>): ResultOf<'request-callback'> {
  const isInside = call.who.origin.kind === 'device' && colleagueWith(call.design, operation.number) !== undefined
  return call.world.callbacks.request({ ...operation, isInside })
}
