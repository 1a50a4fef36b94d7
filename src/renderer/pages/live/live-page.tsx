import { Activity, PhoneOff, PhoneOutgoing, Play, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { openCallDialog } from '../../shell/call-dialog.tsx'
import { startEngine } from '../../shell/engine-actions.ts'
import { useDocument } from '../../store/design.ts'
import { useLive } from '../../store/live.ts'
import { target } from '../../store/target.ts'
import type { LiveCall } from '../../store/live-events.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { StatusDot, type Tone } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { toast } from '../../ui/toast.tsx'
import { DetailPanel } from '../shared/detail-panel.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { NameOf } from '../shared/name-of.tsx'
import { CallTrace } from '../history/call-trace.tsx'
import { CallMarks } from './call-marks.tsx'
import { CallRecording } from './call-recording.tsx'
import { ListenIn } from './listen-in.tsx'
import { LiveAudio } from './live-audio.tsx'
import { Ticking } from './ticking.tsx'
import { attestationWords } from '../../rehearsal/attestation-words.ts'

const states: Readonly<Record<LiveCall['state'], { readonly label: string; readonly tone: Tone }>> = {
  setup: { label: 'Setting up', tone: 'neutral' },
  ringing: { label: 'Ringing', tone: 'amber' },
  answered: { label: 'In the flow', tone: 'accent' },
  talking: { label: 'Talking', tone: 'green' },
}

const columns: readonly Column<LiveCall>[] = [
  {
    id: 'name',
    header: 'Caller',
    width: 'minmax(88px, 2fr)',
    sortBy: (call) => call.callerName || call.callerNumber,
    cell: (call) => call.callerName || call.callerNumber || 'Anonymous',
  },
  { id: 'number', header: 'From', width: 'minmax(88px, 1fr)', mono: true, cell: (call) => call.callerNumber || '–' },
  {
    id: 'dialled',
    header: 'Dialled',
    width: 'minmax(88px, 1fr)',
    mono: true,
    sortBy: (call) => call.dialled,
    cell: (call) => call.dialled,
  },
  {
    id: 'state',
    header: 'State',
    width: '136px',
    cell: (call) => (
      <span className="flex items-center gap-2">
        {call.slot === '' ? (
          <StatusDot
            tone={call.supervises ? 'accent' : states[call.state].tone}
            label={call.supervises ? 'Listening in' : states[call.state].label}
          />
        ) : (
          <StatusDot tone="amber" label={`Parked ${call.slot}`} />
        )}
        <CallMarks call={call} />
      </span>
    ),
  },
  { id: 'flow', header: 'Callflow', width: 'minmax(88px, 2fr)', cell: (call) => <NameOf id={call.callflowId} /> },
  {
    id: 'time',
    header: 'Since',
    width: '80px',
    mono: true,
    align: 'end',
    sortBy: (call) => call.startedMs,
    cell: (call) => <Ticking sinceMs={call.startedMs} />,
  },
]

export function LivePage() {
  const calls = useLive((state) => state.calls)
  const isUp = useLive((state) => state.engine?.state === 'running')
  const rows = useMemo(() => [...calls.values()], [calls])
  return (
    <ListPage
      area="live"
      title="Live"
      icon={Activity}
      rows={rows}
      columns={columns}
      rowId={(call) => call.callId}
      words={(call) => `${call.callerName} ${call.callerNumber} ${call.dialled}`}
      initialSort="time"
      tools={
        isUp ? (
          <Button icon={PhoneOutgoing} onClick={() => openCallDialog()}>
            Call
          </Button>
        ) : null
      }
      empty={
        isUp
          ? {
              title: 'No calls right now',
              text: 'Calls show here while they are up: who calls, where in the flow they are, and who rings.',
            }
          : {
              title: 'The engine is not running',
              text: 'Start it, and calls show here while they are up.',
              action: (
                <Button variant="primary" icon={Play} onClick={() => void startEngine()}>
                  Start the engine
                </Button>
              ),
            }
      }
      detail={(call, close) => (
        <DetailPanel
          icon={Activity}
          title={call.callerName || call.callerNumber || 'Anonymous'}
          subtitle={`${call.callerNumber || 'no number'} to ${call.dialled}`}
          onClose={close}
        >
          <div className="flex gap-2">
            <Button
              icon={Workflow}
              onClick={() =>
                navigate('callflows', call.callflowId, call.nodeId ? { params: { node: call.nodeId } } : {})
              }
            >
              Show in the flow
            </Button>
            <Button variant="danger" icon={PhoneOff} onClick={() => void hangUp(call)}>
              Hang up
            </Button>
          </div>
          {call.attestation ? <p className="text-small text-ink-soft">{attestationWords[call.attestation]}.</p> : null}
          <CallRecording call={call} />
          <ListenIn call={call} />
          <section aria-label="Legs">
            <h3 className="mb-1 text-label font-medium text-ink-soft">Legs</h3>
            {call.legs.length === 0 ? <p className="text-small text-ink-faint">Nobody is being rung.</p> : null}
            <ul>
              {call.legs.map((leg, index) => (
                <li key={`${leg.label} ${index}`} className="flex h-7 items-center justify-between gap-3">
                  <span className="truncate">
                    <LegName label={leg.label} />
                  </span>
                  <StatusDot
                    tone={leg.state === 'answered' ? 'green' : leg.state === 'ringing' ? 'amber' : 'neutral'}
                    label={leg.state === 'answered' ? 'Answered' : leg.state === 'ringing' ? 'Ringing' : 'Ended'}
                  />
                </li>
              ))}
            </ul>
          </section>
          <LiveAudio key={`audio ${call.callId}`} callId={call.callId} />
          <CallTrace key={call.callId} callId={call.callId} title="So far" />
        </DetailPanel>
      )}
    />
  )
}

async function hangUp(call: LiveCall): Promise<void> {
  try {
    const { found } = await api().operate.calls.hangUp({ ...target(), callId: call.callId })
    if (!found) toast.info('The call had ended already')
  } catch (error) {
    toast.error(refusalOf(error).message)
  }
}

/** The engine names a leg by its device or by the number it rings. */
function LegName({ label }: { readonly label: string }) {
  return useDocument(label)?.name ?? label
}
