import type { Callflow } from '../../../callflow/design/document.ts'
import { rootId } from '../../canvas/core/geometry.ts'
import { useEditor } from '../../canvas/editor-store.ts'
import { FlowInspector } from '../../inspector/flow-inspector.tsx'
import { Inspector } from '../../inspector/inspector.tsx'
import { SelectionInspector } from '../../inspector/selection-inspector.tsx'
import { Palette } from '../../palette/palette.tsx'

/** Palette, and the inspector over it while something is selected. */
export function SidePanel({ flow }: { readonly flow: Callflow }) {
  const selection = useEditor((state) => state.selection)
  const steps = new Set([...selection].filter((id) => flow.nodes[id]))
  const [first] = steps
  const node = first && steps.size === 1 ? flow.nodes[first] : undefined
  const isRoot = steps.size === 0 && selection.has(rootId)
  const isCovered = isRoot || steps.size > 0
  return (
    <aside
      data-drop="none"
      className="relative min-h-0 overflow-hidden border-l border-line bg-surface min-[1500px]:row-span-2"
    >
      <div className="h-full" inert={isCovered}>
        <Palette />
      </div>
      {isCovered ? (
        <div className="motion-slide absolute inset-0 z-10 bg-surface">
          {node ? <Inspector key={node.id} flow={flow} node={node} /> : null}
          {steps.size > 1 ? <SelectionInspector ids={steps} /> : null}
          {isRoot ? <FlowInspector key={flow.id} flow={flow} /> : null}
        </div>
      ) : null}
    </aside>
  )
}
