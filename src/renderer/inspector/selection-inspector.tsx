import { ArrowLeft, Copy, Power, Trash2 } from 'lucide-react'
import { deleteSteps, duplicateSelection, toggleDisabled } from '../canvas/actions.ts'
import { select } from '../canvas/editor-store.ts'
import { Button, IconButton } from '../ui/button.tsx'

/** What can be done to several steps at once. */
export function SelectionInspector({ ids }: { readonly ids: ReadonlySet<string> }) {
  return (
    <section aria-label="Selected steps" className="flex h-full flex-col">
      <header className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-2.5">
        <IconButton size="sm" label="Back to the steps" icon={ArrowLeft} onClick={() => select([])} className="-ml-1" />
        <h2 className="flex h-7 items-center font-semibold">{ids.size} steps selected</h2>
      </header>
      <div className="flex flex-col items-start gap-2 px-4 py-3">
        <Button icon={Copy} onClick={duplicateSelection}>
          Duplicate
        </Button>
        <Button icon={Power} onClick={() => toggleDisabled(ids)}>
          Disable or enable
        </Button>
        <Button variant="danger" icon={Trash2} onClick={() => deleteSteps(ids)}>
          Delete
        </Button>
        <p className="mt-2 text-small text-ink-faint">
          Drag one of them to move all. Shift and drag on the canvas selects with a frame.
        </p>
      </div>
    </section>
  )
}
