import { expect, it } from 'vitest'
import { Slices } from './slices.ts'

it('long work lets others have the thread after its first part and then every 3 ms', async () => {
  let nowMs = 1_000
  const pausedAt: number[] = []
  const slices = new Slices({ now: () => nowMs, pause: async () => void pausedAt.push(nowMs) })
  for (; nowMs < 1_010; nowMs++) await slices.next()
  expect(pausedAt).toEqual([1_000, 1_003, 1_006, 1_009])
})

it('what came in meanwhile is handled in a pause', async () => {
  let wasHandled = false
  setImmediate(() => (wasHandled = true))
  await new Slices().next()
  expect(wasHandled).toBe(true)
})
