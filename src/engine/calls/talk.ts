import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import { Bridge } from './bridge.ts'
import { orGone, whileThere } from './line.ts'
import type { LiveCall } from './live-call.ts'

/** The conversation with the leg that the last dial won. */
export async function talk(call: LiveCall, { maxDurationMs }: OperationOf<'talk'>): Promise<ResultOf<'talk'>> {
  const { caller, callee, world } = call
  if (!callee || callee.isGone) return { outcome: 'callee-hung-up' }
  await orGone(caller, caller.answer())
  if (callee.isGone) return { outcome: 'callee-hung-up' }
  const bridge = new Bridge(world.media, [caller, callee], () => call.holdMusic())
  call.setState('talking')
  call.recording.reached('bridge')
  try {
    return await whileThere<ResultOf<'talk'>>(caller, (settle) => {
      const stopListening = callee.onGone(() => settle({ outcome: 'callee-hung-up' }))
      const stopTimer =
        maxDurationMs === undefined
          ? () => {}
          : world.timers.after(maxDurationMs, () => settle({ outcome: 'time-limit' }))
      return () => {
        stopListening()
        stopTimer()
      }
    })
  } finally {
    bridge.end()
    call.recording.conversationEnded()
    callee.drop()
    call.calleeLeft()
  }
}
