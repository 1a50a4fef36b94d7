import { CloudOff } from 'lucide-react'
import { useDesign } from '../store/design.ts'
import { Banner } from './banner.tsx'
import { counted } from './engine-words.ts'

export function OfflineBanner() {
  const connection = useDesign((state) => state.connection)
  const unsaved = useDesign((state) => state.unsaved)
  if (connection !== 'lost') return null
  return (
    <Banner
      icon={CloudOff}
      tone="amber"
      news="The connection to Callwright is lost. Trying again."
      more={unsaved > 0 ? `${counted(unsaved, 'change')} will be saved when it is back.` : null}
    />
  )
}
