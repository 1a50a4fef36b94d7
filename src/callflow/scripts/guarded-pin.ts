import type { PinGuarded } from '../run/operation.ts'
import { whoIsShutOut } from '../run/pin-tries.ts'
import { perform } from '../run/script.ts'
import type { Does } from './does.ts'

export interface TriedPin<T> {
  readonly of: PinGuarded
  /** The caller is at a phone of whose PIN it is: strangers do not shut them out. Default: nobody is. */
  readonly byOwner?: boolean
  /** What a PIN opens; undefined for a wrong one. */
  readonly opens: (pin: string) => T | undefined
  /** Whether whoever was let in has nothing more to guess there, so that their wrong tries are forgiven. Default: nobody has. */
  readonly hasNoMoreToGuess?: (opened: T) => boolean
  /** Once it is shut by too many of them. */
  readonly onShut?: () => Does<void>
}

export interface GuardedPin<T> extends TriedPin<T> {
  /** In one call; over calls `pinLimits` count. */
  readonly tries: number
  /** Empty: the caller keyed nothing, which is no guess. */
  readonly ask: () => Does<string>
  /** After each wrong one. */
  readonly sayWrong: (isLast: boolean) => Does<void>
}

/**
 * The one place where PINs are asked for. Who may not try any more, over calls, is not asked, and is let in by what needs no PIN alone; nobody learns
 * whether a PIN was right once it is shut. Undefined: not let in; the step says so.
 */
export function* askGuardedPin<T>(pin: GuardedPin<T>): Does<T | undefined> {
  const withoutPin = pin.opens('')
  for (let round = 1; round <= pin.tries; round++) {
    const { mayTry } = yield* perform({ kind: 'pin-try', of: pin.of, outcome: 'asks', byOwner: pin.byOwner ?? false })
    if (!mayTry) return withoutPin
    const keyed = yield* pin.ask()
    if (keyed === '' && withoutPin !== undefined) return withoutPin
    const opened = keyed === '' ? undefined : yield* tryPin(pin, keyed)
    if (opened !== undefined) return opened
    yield* pin.sayWrong(round === pin.tries)
  }
  return undefined
}

/** What these digits open, if this caller may still try: of many calls at once, no more may guess than of one after the other. */
export function* tryPin<T>(
  { of, byOwner = false, opens, hasNoMoreToGuess = () => true, onShut }: TriedPin<T>,
  keyed: string,
): Does<T | undefined> {
  const opened = opens(keyed)
  const outcome = opened === undefined ? 'wrong' : hasNoMoreToGuess(opened) ? 'right' : 'asks'
  const { mayTry, shut } = yield* perform({ kind: 'pin-try', of, outcome, byOwner })
  if (shut) {
    yield* perform({
      kind: 'note',
      message: `Shut to ${whoIsShutOut[shut.for]} for an hour, after ${shut.tries} wrong PINs`,
    })
    if (onShut) yield* onShut()
  }
  return mayTry ? opened : undefined
}
