import type { OperationOf, ResultOf } from '../../callflow/run/operation.ts'
import type { Call } from './call.ts'
import { LegReplaced } from './caller-place.ts'
import { recordByKeys } from './record-by-keys.ts'
import { orGone, whileThere } from './line.ts'

/** The conversation with the leg that the last dial won, or with whoever came in its place. */
export async function talk(call: Call, { maxDurationMs }: OperationOf<'talk'>): Promise<ResultOf<'talk'>> {
  const { caller, callee, place, world } = call
  if (!callee || callee.isGone) return { outcome: 'callee-hung-up' }
  await orGone(place, caller.answer())
  if (callee.isGone) return { outcome: 'callee-hung-up' }
  call.connect(callee)
  call.recording.reached('bridge')
  const stopKeys = recordByKeys(call, callee)
  let goesOn = false
  try {
    return await whileThere<ResultOf<'talk'>>(place, (settle) => {
      const stopListening = callee.onGone(() => settle({ outcome: 'callee-hung-up' }))
      const leftMs = call.talkLeftMs(maxDurationMs)
      const stopTimer =
        leftMs === undefined ? () => {} : world.timers.after(leftMs, () => settle({ outcome: 'time-limit' }))
      return () => {
        stopListening()
        stopTimer()
      }
    })
  } catch (error) {
    goesOn = error instanceof LegReplaced
    throw error
  } finally {
    stopKeys()
    call.disconnect()
    if (!goesOn) {
      call.recording.conversationEnded()
      if (call.callee === callee) {
        callee.end(480, { headers: call.reasonHeaders })
        call.calleeLeft()
      }
    }
  }
}
