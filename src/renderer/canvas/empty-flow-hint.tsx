import type { Callflow } from '../../callflow/design/document.ts'
import { cx } from '../ui/cx.ts'
import { useEditor } from './editor-store.ts'

/** Over the canvas of a flow without steps; lets the pointer through. */
export function EmptyFlowHint({ flow }: { readonly flow: Callflow }) {
  const isDragging = useEditor(({ drag }) => drag !== null)
  if (Object.keys(flow.nodes).length > 0) return null
  return (
    <div className="pointer-events-none absolute inset-x-0 top-[172px] flex justify-center">
      <div className={cx('cw-empty', isDragging && 'is-lit')}>
        Drag the first step here, or press <kbd className="cw-key">A</kbd> to choose one.
      </div>
    </div>
  )
}
