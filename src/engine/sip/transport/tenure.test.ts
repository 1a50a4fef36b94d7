import { describe, expect, it } from 'vitest'
import { defaultTransportLimits as limits } from './limits.ts'
import { Tenure } from './tenure.ts'

const nothing = { isComplete: false, isRequest: false, isMidMessage: false }
const begun = { ...nothing, isMidMessage: true }
const complete = { ...nothing, isComplete: true, isRequest: true }
const completeAndBegun = { ...complete, isMidMessage: true }
const answer = { ...nothing, isComplete: true }

/** The first whole second at which it is over, looked at for up to three hours. */
function endsAfterSec(tenure: Tenure): number | undefined {
  for (let sec = 0; sec <= 10_800; sec++) if (tenure.overBecause(sec * 1_000) !== undefined) return sec
  return undefined
}

describe('how long a TCP connection may stay', () => {
  it('is 10 s for one that says nothing, and for one that sends line ends, or answers nobody waits for', () => {
    expect(endsAfterSec(new Tenure(limits, 0, false))).toBe(10)
    const pinging = new Tenure(limits, 0, false)
    for (let ms = 0; ms < 9_000; ms += 100) pinging.heard(ms, nothing)
    expect(endsAfterSec(pinging)).toBe(10)
    const answering = new Tenure(limits, 0, false)
    for (let ms = 0; ms < 9_000; ms += 100) answering.heard(ms, answer)
    expect(endsAfterSec(answering)).toBe(10)
  })

  it('is 10 s from the first byte of a message that does not end, however often a byte comes', () => {
    const slow = new Tenure(limits, 0, false)
    slow.heard(1_000, complete)
    for (let ms = 4_000; ms < 13_000; ms += 100) slow.heard(ms, begun)
    expect(slow.overBecause(13_999)).toBeUndefined()
    expect(slow.overBecause(14_000)).toBe('a message was not complete in time')
  })

  it('is not shortened by the next message beginning in the bytes that end one', () => {
    const busy = new Tenure(limits, 0, false)
    busy.heard(8_000, begun)
    busy.heard(9_000, completeAndBegun)
    busy.heard(18_000, completeAndBegun)
    expect(busy.overBecause(27_999)).toBeUndefined()
    expect(busy.overBecause(28_000)).toBeDefined()
  })

  it('is a transaction’s time after the last message of a stranger, whatever line ends follow', () => {
    const stranger = new Tenure(limits, 0, false)
    stranger.heard(5_000, complete)
    for (let ms = 6_000; ms < 36_000; ms += 1_000) stranger.heard(ms, nothing)
    expect(endsAfterSec(stranger)).toBe(37)
  })

  it('is more than the longest registration for one that has earned it, and any byte renews it', () => {
    const phone = new Tenure(limits, 0, false)
    phone.heard(1_000, complete)
    phone.earn()
    expect(phone.overBecause(7_200_000)).toBeUndefined()
    phone.heard(7_200_000, nothing)
    expect(phone.overBecause(14_600_000)).toBeUndefined()
    expect(phone.overBecause(14_700_000)).toBe('idle')
  })

  it('ends for one that has earned it too when a message does not end', () => {
    const phone = new Tenure(limits, 0, false)
    phone.heard(0, complete)
    phone.earn()
    phone.heard(60_000, begun)
    phone.heard(69_999, begun)
    expect(phone.overBecause(70_000)).toBe('a message was not complete in time')
  })

  it('is 5 s for one of ours that does not connect, and counts from then for one that does', () => {
    const ours = new Tenure(limits, 0, true)
    ours.earn()
    expect(endsAfterSec(ours)).toBe(5)
    ours.connected(4_000)
    expect(endsAfterSec(ours)).toBe(7_504)
    const answering = new Tenure(limits, 0, true)
    answering.connected(4_000)
    expect(endsAfterSec(answering)).toBe(14)
  })

  it('is 10 s once the stream is broken, whatever follows', () => {
    const broken = new Tenure(limits, 0, false)
    broken.heard(1_000, complete)
    broken.earn()
    broken.broken(2_000)
    broken.heard(8_000, complete)
    expect(endsAfterSec(broken)).toBe(12)
  })
})
