import { Circle, CircleStop, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import type { LiveCall } from '../../store/live-events.ts'
import { target } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { StatusDot, type Tone } from '../../ui/status.tsx'
import { toast } from '../../ui/toast.tsx'

type Action = 'start' | 'stop' | 'pause' | 'resume'

export const recordingStates: Readonly<Record<LiveCall['recording'], { readonly label: string; readonly tone: Tone }>> =
  {
    off: { label: 'Not recorded', tone: 'neutral' },
    waiting: { label: 'Recorded once people talk', tone: 'neutral' },
    on: { label: 'Being recorded', tone: 'red' },
    paused: { label: 'Paused: silence is recorded', tone: 'amber' },
  }

/** Whether a call is recorded now, and buttons that begin, pause and end that. */
export function CallRecording({ call }: { readonly call: LiveCall }) {
  const [isBusy, setBusy] = useState(false)
  const { recording, callId } = call
  const isTalking = call.state === 'talking'
  const act = async (action: Action) => {
    setBusy(true)
    try {
      const { found, done } = await api().operate.calls.record({ ...target(), callId, action })
      if (!found) toast.info('The call had ended already')
      else if (!done) toast.error('That could not be done: nobody talks, or there is no room for recordings.')
    } catch (error) {
      toast.error(refusalOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (recording === 'off' && !isTalking) return null
  const { label, tone } = recordingStates[recording]
  return (
    <section aria-label="Recording">
      <h3 className="mb-1 text-label font-medium text-ink-soft">Recording</h3>
      <p role="status" className="flex h-7 items-center">
        <StatusDot tone={tone} label={label} />
      </p>
      <div className="flex flex-wrap gap-2">
        {recording === 'off' ? (
          <Button icon={Circle} disabled={isBusy} onClick={() => void act('start')}>
            Record
          </Button>
        ) : (
          <>
            {recording === 'on' ? (
              <Button icon={Pause} disabled={isBusy} onClick={() => void act('pause')}>
                Pause
              </Button>
            ) : null}
            {recording === 'paused' ? (
              <Button variant="primary" icon={Play} disabled={isBusy} onClick={() => void act('resume')}>
                Go on
              </Button>
            ) : null}
            <Button icon={CircleStop} disabled={isBusy} onClick={() => void act('stop')}>
              Stop recording
            </Button>
          </>
        )}
      </div>
    </section>
  )
}
