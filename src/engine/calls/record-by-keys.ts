import type { Call } from './call.ts'
import type { Leg } from './leg.ts'
import { recordNow } from './record-now.ts'
import { whoIs } from './transfer/who-is.ts'

/** Longer between two keys, and they are no code. */
const WITHIN_MS = 3_000

/**
 * In a conversation our own people begin, end and pause its recording by keys, where the account has such keys. The other side hears them too; a tone tells
 * both that it was done. What the account or a step records is not ended by keys: somebody may be bound by law to record. The returned function ends it.
 */
export function recordByKeys(call: Call, callee: Leg): () => void {
  const { recordKeys = '', pauseKeys = '' } = call.design.account ?? {}
  if (recordKeys === '' && pauseKeys === '') return () => {}
  const ours = [call.caller, callee].filter((leg) => whoIs(call, leg).origin.kind === 'device')
  const both = [call.caller, callee]
  const stops = ours.map((leg) =>
    onKeys(call, leg, (keyed) => {
      if (recordKeys !== '' && keyed.endsWith(recordKeys)) void toggle(call, both)
      else if (pauseKeys !== '' && keyed.endsWith(pauseKeys)) pauseOrResume(call, both)
    }),
  )
  return () => {
    for (const stop of stops) stop()
  }
}

/** What was keyed lately, with every key. */
function onKeys({ world }: Call, leg: Leg, onKeyed: (keyed: string) => void): () => void {
  let keyed = ''
  let lastMs = 0
  return leg.keys.onKey((key) => {
    const nowMs = world.clock.now()
    keyed = (nowMs - lastMs > WITHIN_MS ? '' : keyed).slice(-3) + key
    lastMs = nowMs
    onKeyed(keyed)
    return false
  })
}

async function toggle(call: Call, both: readonly Leg[]): Promise<void> {
  const { recording } = call
  if (recording.state !== 'off' && !recording.isOnDemand) return
  const { done } = await recordNow(call, recording.isOnDemand ? 'stop' : 'start')
  if (done) beep(call, both)
}

function pauseOrResume(call: Call, both: readonly Leg[]): void {
  if (call.recording.pause(call.recording.state === 'on')) beep(call, both)
}

function beep(call: Call, both: readonly Leg[]): void {
  const tone = call.soundsToPlay([{ kind: 'tone', tone: 'beep' }])
  if (tone.ok) for (const leg of both) if (!leg.isGone && !leg.isHeldByFarEnd) leg.stream?.play(tone.sources)
}
