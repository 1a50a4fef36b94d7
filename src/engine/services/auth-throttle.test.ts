import { describe, expect, it } from 'vitest'
import { AuthThrottle } from './auth-throttle.ts'

describe('wrong passwords of one name or source', () => {
  const limits = { maxFailures: 3, windowMs: 60_000, maxSources: 2 }
  const failing = (times: number) => {
    const throttle = new AuthThrottle(limits)
    for (let i = 0; i < times; i++) throttle.failed('a', 0)
    return throttle
  }

  it('have to wait after the limit for one more token, and those of others do not', () => {
    const throttle = failing(2)
    expect(throttle.retryAfterSec('a', 0)).toBe(0)
    throttle.failed('a', 0)
    expect(throttle.retryAfterSec('a', 0)).toBe(20)
    expect(throttle.retryAfterSec('a', 10_000)).toBe(10)
    expect(throttle.retryAfterSec('a', 19_999)).toBe(1)
    expect(throttle.retryAfterSec('a', 20_000)).toBe(0)
    expect(throttle.retryAfterSec('b', 0)).toBe(0)
  })

  it('that go on are no worse off than those that stopped at the limit', () => {
    expect(failing(1_000).retryAfterSec('a', 0)).toBe(20)
  })

  it('have their whole allowance again after a window, and no more', () => {
    const throttle = failing(3)
    for (let i = 0; i < 3; i++) {
      expect(throttle.retryAfterSec('a', 600_000)).toBe(0)
      throttle.failed('a', 600_000)
    }
    expect(throttle.retryAfterSec('a', 600_000)).toBe(20)
  })

  it('gain nothing by a clock that goes back', () => {
    expect(failing(3).retryAfterSec('a', -7_200_000)).toBe(20)
  })

  it('are forgiven by a right one', () => {
    const throttle = failing(3)
    throttle.succeeded('a')
    expect(throttle.retryAfterSec('a', 0)).toBe(0)
  })

  it('are remembered for those heard of last only', () => {
    const throttle = failing(3)
    throttle.failed('b', 0)
    expect(throttle.retryAfterSec('a', 1)).toBe(20)
    throttle.failed('c', 0)
    expect(throttle.size).toBe(2)
    expect(throttle.retryAfterSec('a', 1)).toBe(0)
  })
})
