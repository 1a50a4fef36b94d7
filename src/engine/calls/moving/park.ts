import { admitTransfer } from '../../../callflow/numbering/admit-transfer.ts'
import type { OperationOf, ResultOf } from '../../../callflow/run/operation.ts'
import type { Call } from '../call.ts'
import { dial } from '../fork.ts'
import { whileThere } from '../line.ts'
import { sendOn } from '../transfer/send-on.ts'
import { whoIs } from '../transfer/who-is.ts'
import { keepParked } from './keep-parked.ts'
import { ofPerson, ownCalls } from './own-calls.ts'
import { canBeTaken, takeCaller } from './take-caller.ts'

type Park = OperationOf<'park'>
type Parked = ResultOf<'park'>

/** Whoever was sent here, or came from outside, is parked; a phone of the house that dialled this itself parks the other call of whoever is at it. */
export function park(call: Call, operation: Park): Promise<Parked> {
  const isOwn = call.who.origin.kind === 'device' && !call.wasTransferred
  return isOwn ? Promise.resolve(parkOther(call, operation)) : parkHere(call, operation)
}

/** Hears music until somebody takes the call, which takes it away from here, or whoever parked it is rung. */
async function parkHere(call: Call, operation: Park): Promise<Parked> {
  const { slot: wanted, ringBack, ringBackMs, callBackMs } = operation
  const { parking, timers, clock } = call.world
  const slot = parking.reserve(wanted, call.callId)
  if (slot === undefined) return { outcome: 'occupied' }
  parking.put(slot, call.callId, call)
  call.announce()
  const waitMs = leftBeforeRestart(call) ?? ringBackMs
  const left = keepParked(call, operation, { slot, ringBackAtMs: clock.wall() + waitMs })
  try {
    await hearMusic(call, (settle) => timers.after(waitMs, settle))
    const callerHears = { kind: 'hold-music' } as const
    const rung = await dial(call, { kind: 'dial', legs: ringBack, timeoutMs: callBackMs, callerHears, exitKeys: '' })
    return { outcome: rung.outcome === 'answered' ? 'rung-back' : 'unclaimed', slot }
  } finally {
    left()
    parking.leave(call.callId)
    call.announce()
  }
}

/** The rest of a wait that a restart broke into, once. */
function leftBeforeRestart(call: Call): number | undefined {
  const { ringBackAtMs } = call
  call.ringBackAtMs = undefined
  return ringBackAtMs === undefined ? undefined : Math.max(0, ringBackAtMs - call.world.clock.wall())
}

function hearMusic(call: Call, begin: (settle: () => void) => () => void): Promise<void> {
  return whileThere<void>(call.place, (settle) => {
    const playback = call.caller.stream?.play(call.holdMusic(), { loop: true })
    const stop = begin(() => settle())
    return () => {
      stop()
      playback?.stop()
    }
  })
}

/** As if whoever dialled this had sent their other call here: it goes on by itself, and they hear where it is. */
function parkOther(call: Call, { slot: wanted }: Park): Parked {
  const { parking } = call.world
  const own = ownCalls(call.world, ofPerson(call.who))
  const found = own.find(({ mine }) => mine.isHeldByFarEnd) ?? own[0]
  if (!found) return { outcome: 'nobody-to-park' }
  const { mine, other } = found
  const caller = whoIs(found.call, other)
  const to = admitTransfer(call.design, { caller, by: call.who }, call.subject.dialled)
  if (to.kind === 'denied' || to.kind === 'refused') return { outcome: 'nobody-to-park' }
  const slot = parking.reserve(wanted, found.call.callId)
  if (slot === undefined) return { outcome: 'occupied' }
  found.call.onOver(() => parking.leave(found.call.callId))
  sendOn(mine, { stays: other, transfer: { caller, by: call.who, to } })
  // A phone in the middle of an attended transfer completes it on that leg.
  mine.hasParked = true
  call.onOver(() => mine.end(480))
  return { outcome: 'parked', slot }
}

export async function retrieve(call: Call, { slot }: OperationOf<'retrieve'>): Promise<ResultOf<'retrieve'>> {
  const parked = call.world.parking.parkedIn(slot)
  if (!parked || parked === call || !canBeTaken(parked)) return { outcome: 'empty' }
  await takeCaller(call, parked)
  return { outcome: 'retrieved' }
}
