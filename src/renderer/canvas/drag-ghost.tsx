import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { useEditor } from './editor-store.ts'
import { ModuleChip } from './module-chip.tsx'

/** The module under the pointer while it is dragged from the palette. Moves without drawing React. */
export function DragGhost() {
  const type = useEditor(({ drag }) => drag?.type)
  return type ? createPortal(<Ghost type={type} />, document.body) : null
}

function Ghost({ type }: { readonly type: string }) {
  const ref = useRef<HTMLDivElement>(null)
  const isOutside = useEditor(({ drag }) => drag?.target === null)
  const definition = moduleFor(type)
  useEffect(() => {
    const follow = ({ clientX, clientY }: PointerEvent) => {
      if (ref.current) ref.current.style.transform = `translate(${clientX + 10}px, ${clientY + 8}px)`
    }
    window.addEventListener('pointermove', follow)
    return () => window.removeEventListener('pointermove', follow)
  }, [])
  if (!definition) return null
  return (
    <div
      ref={ref}
      aria-hidden
      className={isOutside ? 'cw-ghost is-outside' : 'cw-ghost'}
      style={{ transform: 'translate(-999px, 0)' }}
    >
      <ModuleChip icon={definition.icon} category={definition.category} />
      <span className="truncate font-medium">{definition.name}</span>
    </div>
  )
}
