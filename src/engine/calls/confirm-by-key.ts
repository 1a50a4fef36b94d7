import { whileThere } from './line.ts'
import type { OutgoingLeg } from './outgoing-leg.ts'
import type { Call } from './call.ts'

const CONFIRM_WITHIN_MS = 7_000

/** Asks whoever answered to press 1, so that a mobile's voicemail cannot take the call (M80). Resolves false otherwise, never rejects. */
export async function confirmByKey(call: Call, callee: OutgoingLeg): Promise<boolean> {
  const prompt = promptFor(call)
  try {
    return await whileThere<boolean>(callee, (settle) => {
      const playback =
        prompt.ok && prompt.sources.length > 0 ? callee.stream?.play(prompt.sources, { loop: true }) : undefined
      const stopTimer = call.world.timers.after(CONFIRM_WITHIN_MS, () => settle(false))
      const stopKeys = callee.keys.onKey((key) => {
        settle(key === '1')
        return true
      })
      return () => {
        stopTimer()
        stopKeys()
        playback?.stop()
      }
    })
  } catch {
    return false // hung up instead
  }
}

/** The spoken request, or a beep every two seconds where the language has none. */
function promptFor(call: Call) {
  const spoken = call.soundsToPlay([
    { kind: 'prompt', promptId: 'ivr-group_confirm' },
    { kind: 'silence', durationMs: 1_000 },
  ])
  if (spoken.ok) return spoken
  return call.soundsToPlay([
    { kind: 'tone', tone: 'beep' },
    { kind: 'silence', durationMs: 1_600 },
  ])
}
