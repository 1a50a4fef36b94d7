import { useEffect } from 'react'
import type { Callflow } from '../../callflow/design/document.ts'
import { goToStepQuietly } from '../canvas/actions.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { navigate, useRoute } from '../store/route.ts'
import { CallSetupForm } from './call-setup-form.tsx'
import { DrawerEdge, useDrawerHeight } from './drawer-edge.tsx'
import { EventList } from './event-list.tsx'
import { RehearsalBar } from './rehearsal-bar.tsx'
import { closeRehearsal, followDesign, useRehearsal } from './rehearsal-store.ts'
import { Stage } from './stage.tsx'

/** The drawer under the canvas: set up a call, say what people do, watch it pass through the drawing. */
export function RehearsalPanel({ flow }: { readonly flow: Callflow }) {
  const isOpen = useRehearsal((state) => state.isOpen)
  return isOpen ? <OpenPanel flow={flow} /> : null
}

function OpenPanel({ flow }: { readonly flow: Callflow }) {
  const rehearsal = useRehearsal((state) => state.rehearsal)
  const height = useDrawerHeight()
  useFollowing()
  return (
    <section
      aria-label="Rehearsal"
      className="relative col-span-2 flex min-w-0 flex-col border-t border-line bg-surface min-[1500px]:col-span-1"
      style={{ height }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.preventDefault()
          closeRehearsal()
        }
      }}
    >
      <DrawerEdge height={height} />
      <RehearsalBar rehearsal={rehearsal} />
      {rehearsal ? (
        <div className="flex min-h-0 flex-1">
          <Stage rehearsal={rehearsal} />
          <EventList rehearsal={rehearsal} />
        </div>
      ) : (
        <CallSetupForm flow={flow} />
      )}
    </section>
  )
}

/** The canvas shows the step the call stands at, in whichever flow it is; edits run the same call on the new drawing. */
function useFollowing(): void {
  const design = useDesignSnapshot()
  const flowId = useRehearsal((state) => state.rehearsal?.question?.callflowId)
  const nodeId = useRehearsal((state) => state.rehearsal?.question?.nodeId)
  useEffect(() => followDesign(design), [design])
  useEffect(() => {
    if (!flowId || !nodeId) return undefined
    const isElsewhere = useRoute.getState().id !== flowId
    if (isElsewhere) navigate('callflows', flowId, { replace: true })
    // Another flow is framed first when it opens.
    const timer = setTimeout(() => goToStepQuietly(nodeId), isElsewhere ? 250 : 0)
    return () => clearTimeout(timer)
  }, [flowId, nodeId])
}
