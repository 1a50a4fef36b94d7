import { seconds } from '../design/fields.ts'
import type { CallContext, Script } from '../run/script.ts'
import { answer, branch, end, perform, play, talk, wait } from '../run/script.ts'
import type { DialLeg, OperationOf } from '../run/operation.ts'
import { prompt } from './prompts.ts'
import { legsOfMembers } from './reach-members.ts'
import { ringOnce } from './ring-endpoints.ts'

export interface ParkTimes {
  readonly ringBackMs: number
  readonly callBackMs: number
}

/** How the two settings of a parking step become times. */
export const parkTimes = (settings: { readonly ringBackSec: number; readonly callBackSec: number }): ParkTimes => ({
  ringBackMs: settings.ringBackSec * 1_000,
  callBackMs: settings.callBackSec * 1_000,
})

export const parkSettings = {
  ringBackSec: seconds({
    label: 'Ring back after',
    help: 'Unanswered parked calls return to whoever parked them.',
    min: 5,
    max: 3_600,
    default: 120,
  }),
  callBackSec: seconds({
    label: 'Ring back for',
    help: 'Then the parked caller goes on from here.',
    min: 5,
    max: 300,
    default: 30,
    advanced: true,
  }),
}

/** Slots are one to eight keys, whatever was dialled behind the code: a step may go on differently for each whose call nobody took. */
export const isSlot = (name: string) => /^[0-9*#]{1,8}$/.test(name)

/**
 * Leaves the call in a slot; an empty one is the first free. Whoever parked it by dialling here hears which. A call that nobody took goes on by the branch of its slot, else `_`,
 * as does one that cannot be parked.
 */
export function* parkIn(call: CallContext, slot: string, times: ParkTimes): Script {
  const ringBack = yield* legsToRingBack(call, times.callBackMs)
  yield* answer()
  const parked = yield* parkUntilTaken(call, { slot, ringBack, ...times })
  if (parked.outcome === 'unclaimed') return branch(call.hasBranch(parked.slot) ? parked.slot : '_')
  if (parked.outcome === 'rung-back') {
    yield* talk()
    return end('talked')
  }
  if (parked.outcome === 'parked') {
    yield* play({
      sounds: [prompt('park-call_placed_in_spot'), { kind: 'digits', text: parked.slot }],
      terminators: '',
    })
    yield* wait(LINGER_MS)
    return end('hung-up')
  }
  return parked.outcome === 'occupied' ? yield* sayOccupied(ringBack, times) : branch('_')
}

/** Whoever sent the call here has it again; whoever dialled the slot hears why not. */
function* sayOccupied(ringBack: readonly DialLeg[], { callBackMs }: ParkTimes): Script {
  if (ringBack.length === 0) {
    yield* play({ sounds: [prompt('park-already_in_use')], terminators: '' })
    return branch('_')
  }
  const rung = yield* ringOnce({ legs: ringBack, timeoutMs: callBackMs, callerHears: 'ringback' })
  if (rung.outcome !== 'answered') return branch('_')
  yield* talk()
  return end('talked')
}

/** A ring back that nobody answers comes again, where the step has no way on for it. */
function* parkUntilTaken(call: CallContext, request: Omit<OperationOf<'park'>, 'kind'>) {
  let parked = yield* perform({ kind: 'park', ...request })
  for (let round = 1; round < MOST_RING_BACKS && parked.outcome === 'unclaimed'; round++) {
    if (call.hasBranch(parked.slot) || call.hasBranch('_')) return parked
    parked = yield* perform({ kind: 'park', ...request, slot: parked.slot })
  }
  return parked
}

/** The phones of whoever sent the call here; nobody's for a call that came by itself. */
function* legsToRingBack(call: CallContext, timeoutMs: number) {
  const origin = call.transferredBy?.origin
  if (origin?.kind !== 'device') return []
  return yield* legsOfMembers(call, [origin.deviceId], timeoutMs)
}

/** Phones that park by an attended transfer complete it on a call that is still there. */
const LINGER_MS = 10_000

/** An hour at the least, with the shortest times there are a quarter of one. */
const MOST_RING_BACKS = 60

/** Takes the call in a slot. `whenEmpty` is what happens when there is none. */
export function* retrieveFrom(slot: string, whenEmpty: () => Script): Script {
  const retrieved = yield* perform({ kind: 'retrieve', slot })
  if (retrieved.outcome === 'retrieved') {
    yield* talk()
    return end('talked')
  }
  return yield* whenEmpty()
}

export function* sayNobodyParked(): Script {
  yield* play({ sounds: [prompt('park-no_caller')], terminators: '' })
  return branch('_')
}
