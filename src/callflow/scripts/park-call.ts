import { seconds } from '../design/fields.ts'
import type { CallContext, Script } from '../run/script.ts'
import { branch, end, perform, play, talk } from '../run/script.ts'
import { prompt } from './prompts.ts'

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
    min: 10,
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

/** Slots are digits: a step may go on differently for each whose call nobody took. */
export const isSlotBranch = (name: string) => /^[0-9*#]{1,8}$/.test(name)

/**
 * Leaves the call in a slot; an empty one is the first free, which is then said. A call that nobody took goes on by the branch of its slot, else `_`,
 * as does one that cannot be parked.
 */
export function* parkIn(call: CallContext, slot: string, times: ParkTimes): Script {
  const parked = yield* perform({ kind: 'park', slot, ...times })
  if (parked.outcome === 'unclaimed') return branch(call.hasBranch(parked.slot) ? parked.slot : '_')
  if (parked.outcome === 'parked') {
    if (slot === '') {
      yield* play({
        sounds: [prompt('park-call_placed_in_spot'), { kind: 'digits', text: parked.slot }],
        terminators: '',
      })
    }
    return end('hung-up')
  }
  if (parked.outcome === 'occupied') yield* play({ sounds: [prompt('park-already_in_use')], terminators: '' })
  return branch('_')
}

/** Takes the call in a slot. `whenEmpty` is what happens when there is none. */
export function* retrieveFrom(slot: string, whenEmpty: () => Script): Script {
  const retrieved = yield* perform({ kind: 'retrieve', slot })
  if (retrieved.outcome === 'retrieved') {
    yield* talk()
    return end('talked')
  }
  return retrieved.outcome === 'empty' ? yield* whenEmpty() : branch('_')
}

export function* sayNobodyParked(): Script {
  yield* play({ sounds: [prompt('park-no_caller')], terminators: '' })
  return branch('_')
}
