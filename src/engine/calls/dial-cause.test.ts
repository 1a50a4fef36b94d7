import { describe, expect, it } from 'vitest'
import { statusOfFailure } from '../../callflow/run/dial-failure.ts'
import { causeOfStatus, combineFailures } from './dial-cause.ts'

describe('the cause of a failed dial', () => {
  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [403, 'rejected'],
    [603, 'rejected'],
    [408, 'no-answer'],
    [480, 'no-answer'],
    [404, 'unavailable'],
    [503, 'unavailable'],
  ] as const)('of %i is %s', (status, cause) => {
    expect(causeOfStatus(status)).toBe(cause)
  })

  it('is the one closest to a person when several phones failed', () => {
    const unregistered = { cause: 'unregistered' } as const
    const busy = { cause: 'busy', sipStatus: 486 } as const
    expect(combineFailures([unregistered, busy])).toBe(busy)
    expect(combineFailures([unregistered])).toBe(unregistered)
    expect(combineFailures([])).toEqual({ cause: 'unavailable' })
  })

  it('says of any phone that sent the call on why it did not go there', () => {
    const sentOn = { cause: 'unavailable', sipStatus: 302, notFollowed: 'why' } as const
    const busy = { cause: 'busy', sipStatus: 486 } as const
    expect(combineFailures([sentOn, busy])).toEqual({ ...busy, notFollowed: 'why' })
    expect(combineFailures([{ ...busy, notFollowed: 'own' }, sentOn])).toEqual({ ...busy, notFollowed: 'own' })
  })

  it('comes back to the caller as a status', () => {
    expect(statusOfFailure({ cause: 'busy' })).toBe(486)
    expect(statusOfFailure({ cause: 'unavailable', sipStatus: 404 })).toBe(404)
    expect(statusOfFailure({ cause: 'unregistered' })).toBe(480)
  })
})
