import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { orNothing, target } from '../../store/target.ts'
import { AudioQuality } from '../shared/audio-quality.tsx'
import type { LegQuality } from '../shared/audio-words.ts'

const EVERY_MS = 2_000

/** How the audio of a live call fares, read again every two seconds while it is shown. */
export function LiveAudio({ callId }: { readonly callId: string }) {
  const [audio, setAudio] = useState<readonly LegQuality[]>([])
  useEffect(() => {
    let isCurrent = true
    const read = () => {
      orNothing(api().operate.calls.quality({ ...target(), callId }))
        .then((legs) => isCurrent && setAudio(legs))
        // What is shown stays until the next time; that the engine cannot be reached, the page says elsewhere.
        .catch(() => undefined)
    }
    read()
    const timer = setInterval(read, EVERY_MS)
    return () => {
      isCurrent = false
      clearInterval(timer)
    }
  }, [callId])
  return <AudioQuality audio={audio} />
}
