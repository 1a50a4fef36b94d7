import { Square, Volume2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { DriverOperation } from '../../callflow/run/operation.ts'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'

/** Plays the recording the caller would hear now. */
export function SoundButton({ operation }: { readonly operation: DriverOperation }) {
  const mediaId = mediaOf(operation)
  return mediaId ? <Player key={mediaId} mediaId={mediaId} /> : null
}

function mediaOf(operation: DriverOperation): string | undefined {
  const sounds = operation.kind === 'play' ? operation.sounds : operation.kind === 'collect' ? operation.prompt : []
  return sounds.flatMap((sound) => (sound.kind === 'media' ? [sound.mediaId] : []))[0]
}

function Player({ mediaId }: { readonly mediaId: string }) {
  const audio = useRef<HTMLAudioElement | null>(null)
  const [isPlaying, setPlaying] = useState(false)
  useEffect(() => () => audio.current?.pause(), [])
  const play = async () => {
    setPlaying(true)
    try {
      const { base64, mimeType } = await api().media.audio({ mediaId })
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      const address = URL.createObjectURL(new Blob([bytes], { type: mimeType }))
      audio.current = new Audio(address)
      audio.current.onended = () => setPlaying(false)
      await audio.current.play()
    } catch (error) {
      setPlaying(false)
      toast.error(refusalOf(error).message)
    }
  }
  const stop = () => {
    audio.current?.pause()
    setPlaying(false)
  }
  return (
    <div className="mt-2">
      <Button
        size="sm"
        variant="ghost"
        icon={isPlaying ? Square : Volume2}
        onClick={() => (isPlaying ? stop() : void play())}
      >
        {isPlaying ? 'Stop' : 'Listen to it'}
      </Button>
    </div>
  )
}
