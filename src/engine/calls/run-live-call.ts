import { rmSync } from 'node:fs'
import { type Ended } from '../../callflow/run/interpreter.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import { runCall, runDenied } from '../../callflow/run/run-call.ts'
import type { TraceBody } from '../../callflow/run/trace.ts'
import { statusOfFailure } from './dial-cause.ts'
import type { LiveCall } from './live-call.ts'
import { liveDriver } from './live-driver.ts'

/** Walks the call's flow to its end and closes everything it opened. Never rejects: a defect ends this call and no other. */
export async function runThroughFlow(call: LiveCall, captures: readonly string[]): Promise<Ended> {
  const { design, callflowId, dialled, caller } = call.subject
  return finish(call, () =>
    runCall(
      { design, callflowId, dialled, captures, caller, onEvent: (event) => call.observe(event) },
      liveDriver(call),
    ),
  )
}

/** A call that its caller may not make: they hear so (A0). */
export async function runRefused(call: LiveCall): Promise<Ended> {
  const { dialled, caller } = call.subject
  return finish(call, () => runDenied({ dialled, caller, onEvent: (event) => call.observe(event) }, liveDriver(call)))
}

/** A call straight out on a trunk: no flow answers the number, so the trace shows the one dial. */
export async function runOutbound(call: LiveCall, leg: DialLeg): Promise<Ended> {
  const emit = (body: TraceBody) => call.observe({ atMs: call.elapsedMs(), ...body })
  const { dialled, caller, callflowId } = call.subject
  return finish(call, async () => {
    const driver = liveDriver(call)
    emit({ kind: 'call-started', dialled, caller, callflowId })
    const operation = {
      kind: 'dial',
      legs: [leg],
      timeoutMs: leg.timeoutMs,
      callerHears: 'early-media',
      exitKeys: '',
    } as const
    const ended = await outboundCall().catch(
      (error: unknown): Ended =>
        call.caller.isGone
          ? { kind: 'ended', reason: 'caller-gone' }
          : { kind: 'ended', reason: 'failed', message: messageOf(error) },
    )
    const { kind: _kind, ...body } = ended
    emit({ kind: 'call-ended', ...body })
    return ended

    async function outboundCall(): Promise<Ended> {
      emit({ kind: 'operation', nodeId: '', operation })
      const result = await driver.perform(operation)
      emit({ kind: 'result', nodeId: '', operation: 'dial', result })
      if (result.outcome !== 'answered') {
        const sipStatus = result.outcome === 'failed' ? statusOfFailure(result) : 480
        return { kind: 'ended', reason: 'responded', sipStatus }
      }
      await driver.perform({ kind: 'talk' })
      return { kind: 'ended', reason: 'talked' }
    }
  })
}

async function finish(call: LiveCall, run: () => Promise<Ended>): Promise<Ended> {
  let ended: Ended
  try {
    ended = await run()
  } catch (error) {
    ended = { kind: 'ended', reason: 'failed', message: messageOf(error) }
  }
  if (ended.reason === 'failed') {
    call.world.log.error({ callId: call.callId, err: ended.message }, 'call failed')
  }
  call.callee?.drop()
  call.recording.stop()
  call.caller.end(finalStatus(call, ended), ended.sipReason)
  call.world.queues.callEnded(call.callId)
  for (const path of call.recordings.values()) rmSync(path, { force: true })
  return ended
}

/** What an unanswered caller is told. */
function finalStatus(call: LiveCall, ended: Ended): number {
  if (ended.sipStatus !== undefined) return ended.sipStatus
  switch (ended.reason) {
    case 'failed':
      return call.caller.isShortOfPorts ? 503 : 500
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
