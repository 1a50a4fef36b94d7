import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { Maximize, Minus, PhoneCall, Play, Plus, Sparkles } from 'lucide-react'
import { openRehearsal, useRehearsal } from '../rehearsal/rehearsal-store.ts'
import { callFromHere } from '../softphone/call-button.tsx'
import { dialable } from '../softphone/core/dial-entries.ts'
import { useDocumentOf } from '../store/design.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { tidyUp } from './actions.ts'
import { useEditor } from './editor-store.ts'
import { viewport } from './viewport.ts'

export function CanvasControls() {
  const { zoomIn, zoomOut, zoomTo } = useReactFlow()
  const percent = useStore((state) => Math.round(state.transform[2] * 100))
  return (
    <Panel position="bottom-left" className="cw-controls">
      <IconButton size="sm" side="top" label="Zoom out" icon={Minus} onClick={() => void zoomOut()} />
      <button
        type="button"
        aria-label={`Zoom ${percent} %, back to 100 %`}
        className="tabular h-6 min-w-11 rounded-control text-small text-ink-soft hover:bg-hover"
        onClick={() => void zoomTo(1)}
      >
        {percent} %
      </button>
      <IconButton size="sm" side="top" label="Zoom in" icon={Plus} onClick={() => void zoomIn()} />
      <span className="mx-0.5 h-4 w-px bg-line" />
      <IconButton size="sm" side="top" label="Fit the flow" icon={Maximize} onClick={() => viewport()?.fit()} />
      <IconButton size="sm" side="top" label="Tidy up" icon={Sparkles} onClick={tidyUp} />
      <RehearseButton />
      <CallFlowButton />
    </Panel>
  )
}

/** Calls the first number that reaches the flow, from the phone of this window; the canvas is lit by the call. */
function CallFlowButton() {
  const flow = useDocumentOf(
    'callflow',
    useEditor((state) => state.flowId),
  )
  const number = dialable(flow?.numbers ?? [])
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={PhoneCall}
      disabled={number === undefined}
      title={number === undefined ? 'No number reaches this flow yet' : `Call ${number} from here`}
      onClick={() => number !== undefined && callFromHere(number)}
    >
      Call
    </Button>
  )
}

function RehearseButton() {
  const isOpen = useRehearsal((state) => state.isOpen)
  if (isOpen) return null
  return (
    <>
      <span className="mx-0.5 h-4 w-px bg-line" />
      <Button size="sm" variant="ghost" icon={Play} onClick={openRehearsal}>
        Rehearse
      </Button>
    </>
  )
}
