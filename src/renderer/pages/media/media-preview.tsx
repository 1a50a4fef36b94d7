import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { useDocumentOf } from '../../store/design.ts'
import { AudioPlayer } from '../../ui/audio-player.tsx'

type Loaded =
  | { readonly kind: 'audio'; readonly sha256: string; readonly base64: string; readonly mimeType: string }
  | { readonly kind: 'problem'; readonly sha256: string; readonly message: string }

/** Plays a media document. Its bytes are fetched once for each version of the sound. */
export function MediaPreview({ mediaId }: { readonly mediaId: string }) {
  const media = useDocumentOf('media', mediaId)
  const sha256 = media?.sha256 ?? null
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  useEffect(() => {
    if (!sha256) return
    let isCurrent = true
    api()
      .media.audio({ mediaId })
      .then((audio) => isCurrent && setLoaded({ kind: 'audio', sha256, ...audio }))
      .catch((error: unknown) => isCurrent && setLoaded({ kind: 'problem', sha256, message: refusalOf(error).message }))
    return () => {
      isCurrent = false
    }
  }, [mediaId, sha256])
  if (!media) return null
  if (!sha256) return <p className="text-small text-ink-faint">There is no sound in it yet.</p>
  if (loaded?.sha256 !== sha256) return <div aria-busy className="h-11 rounded-control border border-line bg-sunken" />
  if (loaded.kind === 'problem')
    return (
      <p role="alert" className="text-small text-red">
        {loaded.message}
      </p>
    )
  return (
    <AudioPlayer name={media.name} base64={loaded.base64} mimeType={loaded.mimeType} fileName={`${media.name}.wav`} />
  )
}
