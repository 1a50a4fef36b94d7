import type { PinGuarded } from './operation-data.ts'

const HOUR_MS = 3_600_000

/** Wrong PINs within an hour, over calls, and how long it stays shut after the last of them. */
export const pinLimits = {
  /** Of one caller, at one thing: two calls of three tries. */
  ofCaller: 6,
  /** Of one caller, at everything that has a PIN: who tries 1234 at each box. */
  ofCallerInAll: 15,
  /** Of all callers from outside at one thing, and as many of all phones of the house: who shows another number each time. */
  ofAll: 30,
  windowMs: HOUR_MS,
} as const

/** Memory is bounded: of each count so many are known at once, then the one that was added to longest ago is forgotten. */
const MAX_KEYS = 10_000

/** Who tries, as far as anybody can tell. */
export interface PinCaller {
  /** The same for every call of theirs. */
  readonly key: string
  /** At a phone of ours, which its password says; all others could be anybody. */
  readonly isInside: boolean
  /** At the phone of whose PIN it is. */
  readonly isOwner: boolean
}

/** What a wrong PIN has shut, and how many it took. */
export interface PinLock {
  readonly for: 'caller' | 'outside' | 'inside'
  readonly tries: number
}

export const whoIsShutOut = {
  caller: 'this caller',
  outside: 'all callers from outside',
  inside: "all phones but the owner's",
} as const satisfies Record<PinLock['for'], string>

/**
 * Counts wrong PINs over calls and says who may try. Strangers shut out one another and nobody else: phones of the house have a count of their own, and
 * the owner at their own phone counts by themselves. A right PIN forgives the caller there, nobody else. In memory: a restart forgets everything.
 */
export class PinTries {
  readonly #ofCaller: WrongPins
  readonly #ofCallerInAll: WrongPins
  readonly #ofAll: WrongPins

  constructor(maxKeys: number = MAX_KEYS) {
    this.#ofCaller = new WrongPins(pinLimits.ofCaller, maxKeys)
    this.#ofCallerInAll = new WrongPins(pinLimits.ofCallerInAll, maxKeys)
    this.#ofAll = new WrongPins(pinLimits.ofAll, maxKeys)
  }

  mayTry(of: PinGuarded, by: PinCaller, nowMs: number): boolean {
    if (this.#ofCaller.isFull(atKey(of, by), nowMs)) return false
    return by.isOwner || !(this.#ofCallerInAll.isFull(by.key, nowMs) || this.#ofAll.isFull(sideKey(of, by), nowMs))
  }

  /** What this one shut, if it did. Tries of who may not try count for nothing: whoever goes on makes it last no longer. */
  wrong(of: PinGuarded, by: PinCaller, nowMs: number): PinLock | undefined {
    if (!this.mayTry(of, by, nowMs)) return undefined
    const shut = [this.#ofCaller.add(atKey(of, by), nowMs)]
    if (!by.isOwner) shut.push(this.#ofCallerInAll.add(by.key, nowMs))
    if (!by.isOwner && this.#ofAll.add(sideKey(of, by), nowMs))
      return { for: by.isInside ? 'inside' : 'outside', tries: pinLimits.ofAll }
    if (shut[0]) return { for: 'caller', tries: pinLimits.ofCaller }
    return shut[1] ? { for: 'caller', tries: pinLimits.ofCallerInAll } : undefined
  }

  right(of: PinGuarded, by: PinCaller): void {
    this.#ofCaller.forget(atKey(of, by))
  }
}

/** What the operation `pin-try` comes to, whoever performs it. */
export function tryPin(
  tries: PinTries,
  about: { readonly of: PinGuarded; readonly outcome: 'asks' | 'wrong' | 'right'; readonly by: PinCaller },
  nowMs: number,
): { readonly mayTry: boolean; readonly shut?: PinLock } {
  const { of, outcome, by } = about
  const mayHaveTried = tries.mayTry(of, by, nowMs)
  if (outcome === 'asks' || !mayHaveTried) return { mayTry: mayHaveTried }
  if (outcome === 'right') {
    tries.right(of, by)
    return { mayTry: true }
  }
  const shut = tries.wrong(of, by, nowMs)
  return shut ? { mayTry: false, shut } : { mayTry: true }
}

const thingKey = ({ kind, id }: PinGuarded) => `${kind} ${id}`
const atKey = (of: PinGuarded, { key }: PinCaller) => `${thingKey(of)} ${key}`
const sideKey = (of: PinGuarded, { isInside }: PinCaller) => `${thingKey(of)} ${isInside ? 'inside' : 'outside'}`

/** One count per key, within an hour of its first; full, it stays so for an hour more. */
class WrongPins {
  readonly #counts = new Map<string, { readonly count: number; readonly sinceMs: number }>()
  readonly #limit: number
  readonly #maxKeys: number

  constructor(limit: number, maxKeys: number) {
    this.#limit = limit
    this.#maxKeys = maxKeys
  }

  isFull(key: string, nowMs: number): boolean {
    return this.#countOf(key, nowMs) >= this.#limit
  }

  /** Whether it is full by this one. */
  add(key: string, nowMs: number): boolean {
    const count = this.#countOf(key, nowMs) + 1
    const isFull = count >= this.#limit
    const sinceMs = count === 1 || isFull ? nowMs : (this.#counts.get(key)?.sinceMs ?? nowMs)
    this.#counts.delete(key) // put back last: the map's order is that of the latest addition
    this.#counts.set(key, { count, sinceMs })
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= this.#maxKeys) break
      this.#counts.delete(oldest)
    }
    return isFull
  }

  forget(key: string): void {
    this.#counts.delete(key)
  }

  /** A clock set back by more than the hour shuts nobody out until it catches up. */
  #countOf(key: string, nowMs: number): number {
    const known = this.#counts.get(key)
    return known && Math.abs(nowMs - known.sinceMs) < pinLimits.windowMs ? known.count : 0
  }
}
