import type { DesignSnapshot } from '../../../callflow/design/snapshot.ts'
import { trunkFor } from '../../../callflow/numbering/trunk-for.ts'
import { waitInSlot } from '../../../callflow/run/built-in-flow.ts'
import type { CallInput } from '../../../callflow/run/interpreter.ts'
import type { Caller } from '../../../callflow/run/script.ts'
import type { KeptParked } from './kept-parked.ts'
import type { Credentials } from '../../sip/user-agent.ts'
import { Call, type CallEvents } from '../call.ts'
import type { CallFrom } from '../call-shares.ts'
import type { CallWorld } from '../call-world.ts'
import { ResumedLeg } from '../resumed-leg.ts'

export interface ResumedCall {
  readonly call: Call
  readonly entrance: Pick<CallInput, 'caller' | 'callflowId' | 'builtIn' | 'captures' | 'dialled' | 'goesOnAt'>
}

/** A call that was parked when the engine was killed, in its slot again. Undefined: its phone or its carrier is no longer in the design, or somebody is in the slot. */
export function resumeParked(
  {
    world,
    events,
    design,
  }: { readonly world: CallWorld; readonly events: CallEvents; readonly design: DesignSnapshot },
  kept: KeptParked,
): ResumedCall | undefined {
  const { callId, slot, caller, dialled, callflowId, direction, before, whereabouts } = kept
  const from = whereFrom(design, before.who, kept.leg.session.flow.address)
  if (!from || world.parking.reserve(slot, callId) === undefined) return undefined
  // Nobody who is there already is turned away.
  const share = world.shares.comeIn(from, { isForHelp: true })
  if (share.kind === 'refused') return undefined // not of a call for help
  share.acknowledged()
  const leg: ResumedLeg = new ResumedLeg(world, {
    kept: kept.leg,
    label: kept.label,
    who: before.who,
    share,
    credentials: from.kind === 'trunk' ? credentialsOf(design, from.trunk.id) : undefined,
    onLost(status) {
      const message = `The phone did not take its call in slot ${slot} up again after the engine was started: ${status}.`
      world.log.warn({ callId, slot, status }, 'a parked call was not taken up again')
      call.observe({
        atMs: call.elapsedMs(),
        kind: 'operation',
        nodeId: call.nodeId,
        operation: { kind: 'note', message },
      })
      call.interrupt({ kind: 'engine-stopped' })
    },
  })
  const subject = { callId, design, caller, dialled, callflowId, direction, before }
  const call: Call = new Call(subject, world, leg, events)
  call.ringBackAtMs = kept.ringBackAtMs
  world.parking.put(slot, callId, call)
  call.onOver(() => {
    world.parking.leave(callId)
    world.parkedRows.remove(callId)
  })
  void leg.answer().then(() => {
    if (leg.isGone) return
    if (kept.recording) call.recording.goOn(kept.recording)
    else if (design.account?.recordAllCalls) call.recording.startForEveryCall()
  })
  return {
    call,
    entrance: {
      caller: before.who,
      callflowId: '',
      builtIn: waitInSlot(slot, { ringBackMs: kept.ringBackMs, callBackMs: kept.ringBackForMs }),
      captures: whereabouts.captures,
      dialled: whereabouts.dialled,
      goesOnAt: whereabouts,
    },
  }
}

/** Whose limits the leg counts for. */
function whereFrom(design: DesignSnapshot, { origin }: Caller, address: string): CallFrom | undefined {
  if (origin.kind === 'device') {
    const device = design.find('device', origin.deviceId)
    return device?.enabled ? { kind: 'device', device, address } : undefined
  }
  const trunk = trunkFor(design, { trunkId: origin.trunkId, isForHelp: false })
  return trunk && { kind: 'trunk', trunk, address }
}

function credentialsOf(design: DesignSnapshot, trunkId: string): Credentials | undefined {
  const trunk = design.find('trunk', trunkId)
  return trunk && trunk.username !== '' ? { username: trunk.username, password: trunk.password } : undefined
}
