import { describe, expect, it } from 'vitest'
import { type PinCaller, pinLimits, PinTries, tryPin } from './pin-tries.ts'

const box = { kind: 'mailbox', id: 'box' } as const
const otherBox = { kind: 'mailbox', id: 'other-box' } as const
const stranger = (key: string): PinCaller => ({ key, isInside: false, isOwner: false })
const phone = (key: string): PinCaller => ({ key, isInside: true, isOwner: false })
const owner: PinCaller = { key: 'phone of the owner', isInside: true, isOwner: true }
const HOUR_MS = 3_600_000

/** Wrong ones, until so many were made. */
function guess(
  tries: PinTries,
  by: PinCaller,
  count: number,
  { of = box, nowMs = 0 }: { of?: typeof box; nowMs?: number } = {},
) {
  for (let made = 0; made < count; made++) tries.wrong(of, by, nowMs)
}

describe('wrong PINs of one caller', () => {
  it('shut them out at the last allowed one, and say so once', () => {
    const tries = new PinTries()
    const caller = stranger('+1')
    for (let made = 1; made < pinLimits.ofCaller; made++) {
      expect(tries.wrong(box, caller, made)).toBeUndefined()
      expect(tries.mayTry(box, caller, made)).toBe(true)
    }
    expect(tries.wrong(box, caller, 10)).toEqual({ for: 'caller', tries: 6 })
    expect(tries.mayTry(box, caller, 11)).toBe(false)
    expect(tries.wrong(box, caller, 12)).toBeUndefined()
    expect(tries.mayTry(box, stranger('+2'), 12)).toBe(true)
    expect(tries.mayTry(otherBox, caller, 12)).toBe(true)
    expect(tries.mayTry({ kind: 'conference', id: box.id }, caller, 12)).toBe(true)
  })

  it('are over an hour after the last that counted, whatever was tried meanwhile', () => {
    const tries = new PinTries()
    const caller = stranger('+1')
    guess(tries, caller, 5)
    guess(tries, caller, 1, { nowMs: 1_000 })
    guess(tries, caller, 50, { nowMs: HOUR_MS })
    expect(tries.mayTry(box, caller, HOUR_MS + 999)).toBe(false)
    expect(tries.mayTry(box, caller, HOUR_MS + 1_000)).toBe(true)
    guess(tries, caller, 5, { nowMs: HOUR_MS + 1_000 })
    expect(tries.mayTry(box, caller, HOUR_MS + 1_000)).toBe(true)
  })

  it('do not add up over more than an hour', () => {
    const tries = new PinTries()
    guess(tries, stranger('+1'), 5)
    guess(tries, stranger('+1'), 5, { nowMs: HOUR_MS })
    expect(tries.mayTry(box, stranger('+1'), HOUR_MS)).toBe(true)
  })

  it('shut nobody out for longer when the clock is set back', () => {
    const tries = new PinTries()
    guess(tries, stranger('+1'), 6, { nowMs: 10 * HOUR_MS })
    expect(tries.mayTry(box, stranger('+1'), 8 * HOUR_MS)).toBe(true)
  })

  it('count at everything together: one PIN is not tried at each box', () => {
    const tries = new PinTries()
    const caller = stranger('+1')
    const shut = Array.from({ length: 20 }, (_, at) => tries.wrong({ kind: 'mailbox', id: `box-${at}` }, caller, 0))
    expect(shut.findIndex((each) => each !== undefined)).toBe(14)
    expect(shut[14]).toEqual({ for: 'caller', tries: 15 })
    expect(shut.filter((each) => each !== undefined)).toHaveLength(1)
    expect(tries.mayTry({ kind: 'mailbox', id: 'never tried' }, caller, 0)).toBe(false)
    expect(tries.mayTry({ kind: 'mailbox', id: 'never tried' }, stranger('+2'), 0)).toBe(true)
  })
})

describe('wrong PINs of many callers at one thing', () => {
  it('shut out all from outside, and none of the phones of the house', () => {
    const tries = new PinTries()
    const shut = Array.from({ length: 40 }, (_, at) => tries.wrong(box, stranger(`+${at}`), 0))
    expect(shut.findIndex((each) => each !== undefined)).toBe(29)
    expect(shut[29]).toEqual({ for: 'outside', tries: 30 })
    expect(shut.filter((each) => each !== undefined)).toHaveLength(1)
    expect(tries.mayTry(box, stranger('never called'), 0)).toBe(false)
    expect(tries.mayTry(otherBox, stranger('never called'), 0)).toBe(true)
    expect(tries.mayTry(box, phone('colleague'), 0)).toBe(true)
    expect(tries.mayTry(box, owner, 0)).toBe(true)
  })

  it('shut out all phones but the owner of the house, and nobody from outside', () => {
    const tries = new PinTries()
    for (let at = 0; at < 29; at++) tries.wrong(box, phone(`${at}`), 0)
    expect(tries.wrong(box, phone('last'), 0)).toEqual({ for: 'inside', tries: 30 })
    expect(tries.mayTry(box, phone('colleague'), 0)).toBe(false)
    expect(tries.mayTry(box, owner, 0)).toBe(true)
    expect(tries.mayTry(box, stranger('+1'), 0)).toBe(true)
  })

  it('of the owner count for nobody else, and for the owner at that thing alone', () => {
    const tries = new PinTries()
    guess(tries, owner, 6)
    expect(tries.mayTry(box, owner, 0)).toBe(false)
    for (let at = 0; at < 29; at++) tries.wrong(box, phone(`${at}`), 0)
    expect(tries.mayTry(box, phone('colleague'), 0)).toBe(true)
    for (const id of ['a', 'b', 'c']) for (let at = 0; at < 5; at++) tries.wrong({ kind: 'mailbox', id }, owner, 0)
    expect(tries.mayTry({ kind: 'mailbox', id: 'd' }, owner, 0)).toBe(true)
  })
})

describe('the right PIN', () => {
  const about = { of: box, by: stranger('+1') }

  it('forgives the caller there, not at other things and nobody else', () => {
    const tries = new PinTries()
    guess(tries, stranger('+1'), 5)
    for (let at = 0; at < 24; at++) tries.wrong(box, stranger(`+10${at}`), 0)
    expect(tryPin(tries, { ...about, outcome: 'right' }, 0)).toEqual({ mayTry: true })
    expect(tryPin(tries, { ...about, outcome: 'wrong' }, 0)).toMatchObject({ shut: { for: 'outside', tries: 30 } })
  })

  it('does not forgive what is counted over everything', () => {
    const tries = new PinTries()
    for (let round = 0; round < 3; round++) {
      guess(tries, stranger('+1'), 5)
      tryPin(tries, { ...about, outcome: 'right' }, 0)
    }
    expect(tries.mayTry(box, stranger('+1'), 0)).toBe(false)
  })

  it('opens nothing once it is shut, and forgives nothing', () => {
    const tries = new PinTries()
    guess(tries, stranger('+1'), 6)
    expect(tryPin(tries, { ...about, outcome: 'right' }, 0)).toEqual({ mayTry: false })
    expect(tryPin(tries, { ...about, outcome: 'asks' }, 0)).toEqual({ mayTry: false })
  })
})

it('remembers so many callers, and forgets the one who tried longest ago; a thing that many shut stays shut', () => {
  const tries = new PinTries(100)
  guess(tries, stranger('first'), 5)
  guess(tries, stranger('second'), 5)
  tries.wrong({ kind: 'menu', id: 'menu' }, stranger('first'), 0)
  for (let at = 0; at < 99; at++) tries.wrong({ kind: 'mailbox', id: `box-${at}` }, stranger(`+${at}`), 0)
  tries.wrong(box, stranger('first'), 0)
  expect(tries.mayTry(box, stranger('first'), 0), 'five of them are forgotten').toBe(true)
  for (let at = 0; at < 30; at++) tries.wrong(box, stranger(`at the box ${at}`), 0)
  for (let at = 0; at < 200; at++) tries.wrong(box, stranger(`later ${at}`), 0)
  expect(tries.mayTry(box, stranger('anybody'), 0)).toBe(false)
})
