import { describe, expect, it } from 'vitest'
import { LoopDelayWatch } from './loop-delay.ts'

/** A histogram that says what it is told, looked at every 20 ms. */
function watched() {
  const says = { p99Ms: 20, maxMs: 20, resets: 0 }
  const watch = new LoopDelayWatch(
    {
      get max() {
        return says.maxMs * 1e6
      },
      percentile: (percent) => (percent === 99 ? says.p99Ms * 1e6 : 0),
      reset: () => void says.resets++,
    },
    20,
  )
  return { says, watch }
}

describe('the delay of the event loop', () => {
  it('is what a look came late', () => {
    const { says, watch } = watched()
    Object.assign(says, { p99Ms: 21.26, maxMs: 95 })
    expect(watch.worst).toEqual({ p99Ms: expect.closeTo(1.3), maxMs: 75 })
  })

  it('is never less than none, before the first look either', () => {
    const { says, watch } = watched()
    Object.assign(says, { p99Ms: 0, maxMs: 0 })
    watch.turn()
    expect(watch.worst).toEqual({ p99Ms: 0, maxMs: 0 })
  })

  it('is that of the last minute while this one is better', () => {
    const { says, watch } = watched()
    Object.assign(says, { p99Ms: 30, maxMs: 100 })
    watch.turn()
    expect(says.resets).toBe(1)
    Object.assign(says, { p99Ms: 25, maxMs: 120 })
    expect(watch.worst).toEqual({ p99Ms: 10, maxMs: 100 })
    watch.turn()
    Object.assign(says, { p99Ms: 22, maxMs: 22 })
    expect(watch.worst).toEqual({ p99Ms: 5, maxMs: 100 })
  })
})
