import type { Callflow } from '../../../callflow/design/document.ts'
import { useEditor } from '../../canvas/editor-store.ts'
import { Inspector } from '../../inspector/inspector.tsx'
import { Palette } from '../../palette/palette.tsx'

/** Palette, and the inspector over it while one step is selected. */
export function SidePanel({ flow }: { readonly flow: Callflow }) {
  const selected = useEditor(({ selection }) => (selection.size === 1 ? [...selection][0] : undefined))
  const node = selected ? flow.nodes[selected] : undefined
  return (
    <aside
      className="relative min-h-0 overflow-hidden border-l border-line bg-surface min-[1500px]:row-span-2"
      data-drop="none"
    >
      <div className="h-full" inert={node !== undefined}>
        <Palette />
      </div>
      {node ? (
        <div className="motion-slide absolute inset-0 z-10 bg-surface">
          <Inspector key={node.id} flow={flow} node={node} />
        </div>
      ) : null}
    </aside>
  )
}
