import { CircleDot, CirclePause, Ear } from 'lucide-react'
import type { LiveCall } from '../../store/live-events.ts'
import { recordingStates } from './call-recording.tsx'
import { doesWords } from './manners.ts'

/** In a row: that a call is recorded, and that somebody listens in on it. */
export function CallMarks({ call: { recording, supervisors } }: { readonly call: LiveCall }) {
  const Recorded = recording === 'on' ? CircleDot : recording === 'paused' ? CirclePause : null
  const who = supervisors.map(({ name, manner }) => `${name} ${doesWords(manner)}`).join(', ')
  return (
    <>
      {Recorded ? (
        <span title={recordingStates[recording].label} className={recording === 'on' ? 'text-red' : 'text-amber'}>
          <Recorded role="img" aria-label={recordingStates[recording].label} size={14} />
        </span>
      ) : null}
      {who === '' ? null : (
        <span title={who} className="text-accent">
          <Ear role="img" aria-label={who} size={14} />
        </span>
      )}
    </>
  )
}
