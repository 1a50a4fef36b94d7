import type { LiveCall } from '../../control/contract.ts'
import type { Call } from '../call.ts'

/** What those who watch are shown of who listens to whom, and of the recording. */
export function supervisionOf(call: Call): Pick<LiveCall, 'supervises' | 'supervisors' | 'recording'> {
  const { supervision } = call
  const heard = supervision?.at.call
  const watchers = [call.caller, call.callee].flatMap((leg) => leg?.watchers.all ?? [])
  return {
    supervises: supervision && heard ? { callId: heard.callId, manner: supervision.manner } : null,
    supervisors: watchers.map(({ ear, who, manner }) => ({
      callId: ear.call?.callId ?? '',
      name: who.name || who.number,
      manner,
    })),
    recording: call.recording.state,
  }
}
