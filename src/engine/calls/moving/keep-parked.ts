import type { OperationOf } from '../../../callflow/run/operation.ts'
import type { Call } from '../call.ts'

export interface ParkedUntil {
  readonly slot: string
  /** When whoever parked it is rung, by the clock on the wall. */
  readonly ringBackAtMs: number
}

/**
 * Writes down what another start needs to take the call up where it is, and again when its phone moves or its recording begins, pauses or ends. The returned function says that it has left
 * its slot. A leg without a dialog of its own is not written down.
 */
export function keepParked(
  call: Call,
  { ringBackMs, callBackMs }: OperationOf<'park'>,
  until: ParkedUntil,
): () => void {
  const { caller: leg, world, callId } = call
  const put = () => {
    const whereabouts = call.control.whereabouts
    const kept = leg.kept
    const recording = call.recording.kept
    if (!whereabouts || !kept) return
    const { caller, dialled, callflowId, direction } = call.subject
    world.parkedRows.put({
      callId,
      caller,
      dialled,
      callflowId,
      direction,
      ...until,
      ringBackMs,
      ringBackForMs: callBackMs,
      before: call.kept,
      whereabouts,
      leg: kept,
      label: leg.label,
      ...(recording && { recording }),
    })
  }
  put()
  const stopListening = [leg.onAudioChanged(put), call.recording.onChanged(put)]
  return () => {
    for (const stop of stopListening) stop()
    world.parkedRows.remove(callId)
  }
}
