import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SimClock } from './sim-clock.ts'

it('runs what is due in order of its time, then of its setting, but what was taken back', async () => {
  const delays = fc.array(fc.record({ delayMs: fc.nat(20), isTakenBack: fc.boolean() }), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(delays, fc.nat(25), async (timers, untilMs) => {
      const clock = new SimClock()
      const ran: number[] = []
      const stops = timers.map(({ delayMs }, index) => clock.after(delayMs, () => ran.push(index)))
      for (const [index, { isTakenBack }] of timers.entries()) if (isTakenBack) stops[index]?.()
      const left = timers.flatMap(({ delayMs, isTakenBack }, index) => (isTakenBack ? [] : [{ delayMs, index }]))
      expect(clock.pendingCount).toBe(left.length)
      await clock.advance(untilMs)
      const due = left.filter(({ delayMs }) => delayMs <= untilMs).toSorted((a, b) => a.delayMs - b.delayMs)
      expect(ran).toEqual(due.map(({ index }) => index))
      for (const stop of stops) stop()
      expect([clock.pendingCount, clock.now()]).toEqual([0, untilMs])
    }),
  )
})

it('runs what is set meanwhile in its time', async () => {
  const clock = new SimClock()
  const at: number[] = []
  const again = () => {
    at.push(clock.now())
    clock.after(10, again)
  }
  clock.after(10, again)
  await clock.advance(35)
  expect(at).toEqual([10, 20, 30])
})
