import { Workflow } from 'lucide-react'
import { useEffect } from 'react'
import { Canvas } from '../../canvas/canvas.tsx'
import { openFlow } from '../../canvas/editor-store.ts'
import { CoverageNote } from '../../rehearsal/coverage-note.tsx'
import { RehearsalPanel } from '../../rehearsal/rehearsal-panel.tsx'
import { useDocumentOf, useDocuments } from '../../store/design.ts'
import { navigate, useRoute } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { createCallflow } from './callflow-actions.ts'
import { useEditorCommands } from './editor-commands.ts'
import { FlowList } from './flow-list.tsx'
import { searchFlows } from './flow-search.ts'
import { SidePanel } from './side-panel.tsx'

/** The callflow editor: flows on the left, the drawing, palette and inspector on the right (M25, M26). */
export function CallflowsPage() {
  const id = useRoute((route) => route.id)
  const nodeId = useRoute((route) => route.params['node'])
  const flow = useDocumentOf('callflow', id)
  useFirstFlow(id)
  useEditorCommands()
  useEffect(() => openFlow(flow?.id ?? null, nodeId ?? null), [flow?.id, nodeId])
  useEffect(() => () => openFlow(null), [])
  return (
    <div className="flex min-h-0 flex-1">
      <h1 className="sr-only">{flow ? `Callflow ${flow.name}` : 'Callflows'}</h1>
      <FlowList openId={flow?.id ?? null} />
      {flow ? (
        // Under a narrow window's palette there is room the rehearsal needs more.
        <div className="grid min-h-0 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_304px] grid-rows-[minmax(0,1fr)_auto]">
          <div className="relative grid min-h-0 min-w-0">
            <Canvas flow={flow} />
            <CoverageNote />
          </div>
          <SidePanel flow={flow} />
          <RehearsalPanel flow={flow} />
        </div>
      ) : (
        <NoFlow isMissing={id !== null} />
      )}
    </div>
  )
}

let lastOpened: string | null = null

/** Without a flow in the address the one opened last is shown, else the first. */
function useFirstFlow(id: string | null): void {
  const flows = useDocuments('callflow')
  useEffect(() => {
    if (id !== null) {
      lastOpened = id
      return
    }
    const next = flows.find((flow) => flow.id === lastOpened) ?? searchFlows(flows, '')[0]
    if (next) navigate('callflows', next.id, { replace: true })
  }, [id, flows])
}

function NoFlow({ isMissing }: { readonly isMissing: boolean }) {
  return (
    <EmptyState
      icon={Workflow}
      title={isMissing ? 'This callflow does not exist' : 'No callflows yet'}
      action={
        <Button variant="primary" onClick={() => void createCallflow()}>
          Create callflow
        </Button>
      }
    >
      {isMissing
        ? 'It may have been deleted, or the link is from another design.'
        : 'A callflow says what happens when somebody dials a number: who rings, what is played, where the call goes next.'}
    </EmptyState>
  )
}
