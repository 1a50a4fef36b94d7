import type { Timers } from './sip/user-agent-options.ts'

const MAX_DELAY_MS = 2_147_483_647

/** Node's own. Longer delays than Node knows end when its longest does. */
export const engineTimers: Timers = {
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(Math.max(0, delayMs), MAX_DELAY_MS))
    return () => clearTimeout(timer)
  },
}

export function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs)
  })
}

/** Runs `action` once for all calls within `withinMs`: a hundred phones registering after a power cut are one event. */
export function gathered(withinMs: number, action: () => void): () => void {
  let isPending = false
  return () => {
    if (isPending) return
    isPending = true
    setTimeout(() => {
      isPending = false
      action()
    }, withinMs)
  }
}
