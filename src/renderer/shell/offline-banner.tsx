import { CloudOff } from 'lucide-react'
import { useDesign } from '../store/design.ts'
import { counted } from './engine-words.ts'

export function OfflineBanner() {
  const connection = useDesign((state) => state.connection)
  const unsaved = useDesign((state) => state.unsaved)
  if (connection !== 'lost') return null
  return (
    <div
      role="alert"
      className="flex h-8 shrink-0 items-center justify-center gap-2 bg-amber-soft text-small font-medium text-amber"
    >
      <CloudOff aria-hidden size={14} />
      The connection to Callwright is lost. Trying again.
      {unsaved > 0 ? ` ${counted(unsaved, 'change')} will be saved when it is back.` : null}
    </div>
  )
}
