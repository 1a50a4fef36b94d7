import { afterEach, expect, it, vi } from 'vitest'
import { WorkerLink } from './worker-link.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('a thread that dies as soon as it starts is started again after longer and longer pauses', async () => {
  const pauses: (number | undefined)[] = []
  const later = globalThis.setTimeout
  // The pauses are noted and not waited for.
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((action: () => void, delayMs?: number) => {
    pauses.push(delayMs)
    return later(action, 0)
  })
  const died = Promise.withResolvers<void>()
  const deaths: string[] = []
  const link = new WorkerLink({
    url: new URL('data:text/javascript,throw new Error("of a test")'),
    memory: { progress: new SharedArrayBuffer(8), figures: new SharedArrayBuffer(8) },
    listener: {
      onReport() {},
      onNotReopened() {},
      onDied({ message }) {
        deaths.push(message)
        if (deaths.length === 9) died.resolve()
      },
      onRestarted() {},
    },
  })
  await died.promise
  await link.close()
  expect(pauses.slice(0, 8)).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000])
  expect(deaths[0]).toBe('media worker died: of a test')
})
