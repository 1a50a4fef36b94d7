import { describe, expect, it } from 'vitest'
import { AuthThrottle } from './auth-throttle.ts'

describe('wrong passwords from one source', () => {
  const limits = { maxFailures: 3, windowMs: 60_000, maxSources: 2 }

  it('are refused after the limit until the window is over', () => {
    const throttle = new AuthThrottle(limits)
    for (let i = 0; i < 3; i++) {
      expect(throttle.retryAfterSec('a', i)).toBe(0)
      throttle.failed('a', i)
    }
    expect(throttle.retryAfterSec('a', 10_000)).toBe(50)
    expect(throttle.retryAfterSec('b', 10_000)).toBe(0)
    expect(throttle.retryAfterSec('a', 60_000)).toBe(0)
  })

  it('are forgiven by a right one', () => {
    const throttle = new AuthThrottle(limits)
    for (let i = 0; i < 2; i++) throttle.failed('a', i)
    throttle.succeeded('a')
    throttle.failed('a', 5)
    expect(throttle.retryAfterSec('a', 6)).toBe(0)
  })

  it('are remembered for the sources heard of last only', () => {
    const throttle = new AuthThrottle(limits)
    for (const source of ['a', 'a', 'a', 'b', 'c']) throttle.failed(source, 0)
    expect(throttle.retryAfterSec('a', 1)).toBe(0)
  })
})
