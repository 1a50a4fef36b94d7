import type { Admission } from '../../callflow/numbering/admit.ts'
import type { entranceOf } from '../../callflow/run/built-in-flow.ts'
import { statusOfFailure } from '../../callflow/run/dial-failure.ts'
import { type CallInput, type Ended } from '../../callflow/run/interpreter.ts'
import { runCall } from '../../callflow/run/run-call.ts'
import type { Call } from './call.ts'
import { liveDriver } from './live-driver.ts'

/** Walks a call to its end and closes everything it opened. Never rejects: a defect ends this call and no other. */
export async function runLiveCall(
  call: Call,
  entrance: ReturnType<typeof entranceOf> & Pick<CallInput, 'first' | 'goesOnAt'> & Partial<Pick<CallInput, 'caller'>>,
): Promise<Ended> {
  const { design, caller } = call.subject
  return finish(call, () =>
    runCall({ design, caller, ...entrance, onEvent: (event) => call.observe(event) }, liveDriver(call), call.control),
  )
}

/** A call that nothing answers, or whose caller is turned away: its trace says why, and histories show it. */
export async function turnAway(call: Call, refused: Admission & { kind: 'refused' }): Promise<Ended> {
  const { dialled, caller, callflowId } = call.subject
  const { sipStatus, sipReason, message } = refused
  return finish(call, async () => {
    call.observe({ atMs: call.elapsedMs(), kind: 'call-started', dialled, caller, callflowId })
    call.observe({ atMs: call.elapsedMs(), kind: 'call-ended', reason: 'responded', sipStatus, sipReason, message })
    return { kind: 'ended', reason: 'responded', sipStatus, sipReason, message }
  })
}

async function finish(call: Call, run: () => Promise<Ended>): Promise<Ended> {
  let ended: Ended
  try {
    ended = await run()
  } catch (error) {
    ended = { kind: 'ended', reason: 'failed', message: messageOf(error) }
  }
  if (ended.reason === 'failed') {
    call.world.log.error({ callId: call.callId, err: ended.message }, 'call failed')
  }
  call.over()
  const headers = call.reasonHeaders
  call.callee?.end(480, { headers })
  call.recording.stop()
  if (!call.place.isVacant) call.caller.end(finalStatus(call, ended), { reason: ended.sipReason, headers })
  call.world.queues.callEnded(call.callId)
  for (const recordingId of call.recordings.keys()) call.world.spool.discard(recordingId)
  return ended
}

/** What an unanswered caller is told. */
function finalStatus(call: Call, ended: Ended): number {
  if (ended.sipStatus !== undefined) return ended.sipStatus
  switch (ended.reason) {
    case 'failed':
      return call.caller.isShortOfPorts ? 503 : 500
    case 'engine-stopped':
      return 503
    case 'jump-limit':
    case 'step-limit':
      return 482
    default:
      return call.lastDialFailure ? statusOfFailure(call.lastDialFailure) : 480
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
