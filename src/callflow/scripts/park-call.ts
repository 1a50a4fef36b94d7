import type { Script } from '../run/script.ts'
import { branch, end, perform, play, talk } from '../run/script.ts'
import { prompt } from './prompts.ts'

/** Leaves the call in a slot; an empty one is the first free, which is then said. Goes on by `_` when it cannot. */
export function* parkIn(slot: string, ringBackMs: number): Script {
  const parked = yield* perform({ kind: 'park', slot, ringBackMs })
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
