import { Download, Pause, Play } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { formatDuration } from '../forms/time-words.ts'
import { IconButton } from './button.tsx'
import { useWaveform, Waveform } from './waveform.tsx'

export interface AudioPlayerProps {
  /** What is played, for the buttons' names. */
  readonly name: string
  readonly base64: string
  readonly mimeType: string
  readonly fileName: string
}

/** Play, a picture of the sound to jump in, time, download. */
export function AudioPlayer({ name, base64, mimeType, fileName }: AudioPlayerProps) {
  const bytes = useMemo(() => bytesOf(base64), [base64])
  const url = useObjectUrl(bytes, mimeType)
  const peaks = useWaveform(bytes)
  const audio = useRef<HTMLAudioElement>(null)
  useSilenceWhenGone(audio, url)
  const [isPlaying, setPlaying] = useState(false)
  const [atSec, setAtSec] = useState(0)
  const [lengthSec, setLengthSec] = useState(0)
  const seek = (sec: number) => {
    if (audio.current) audio.current.currentTime = Math.min(lengthSec, Math.max(0, sec))
    setAtSec(sec)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    seek(atSec + (event.key === 'ArrowRight' ? 5 : -5))
  }
  return (
    <div className="flex h-11 items-center gap-2 rounded-control border border-line bg-sunken px-1.5">
      <IconButton
        label={isPlaying ? `Pause ${name}` : `Play ${name}`}
        icon={isPlaying ? Pause : Play}
        onClick={() => (isPlaying ? audio.current?.pause() : void audio.current?.play())}
      />
      <div
        role="slider"
        tabIndex={0}
        aria-label={`Position in ${name}`}
        aria-valuemin={0}
        aria-valuemax={Math.round(lengthSec)}
        aria-valuenow={Math.round(atSec)}
        aria-valuetext={formatDuration(atSec * 1_000)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          seek(((event.clientX - box.left) / box.width) * lengthSec)
        }}
        className="h-8 min-w-0 flex-1 rounded-[4px]"
      >
        <Waveform peaks={peaks} played={lengthSec > 0 ? atSec / lengthSec : 0} />
      </div>
      <span className="tabular shrink-0 font-mono text-label text-ink-faint">
        {formatDuration(atSec * 1_000)} / {formatDuration(lengthSec * 1_000)}
      </span>
      {url ? (
        <a
          href={url}
          download={fileName}
          aria-label={`Download ${name}`}
          title="Download"
          className="flex size-6 shrink-0 items-center justify-center rounded-control text-ink-soft hover:bg-hover hover:text-ink"
        >
          <Download aria-hidden size={14} />
        </a>
      ) : null}
      {url ? (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- telephone prompts; the transcript stands beside the player
        <audio
          key={url}
          ref={audio}
          src={url}
          preload="metadata"
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => setAtSec(0)}
          onTimeUpdate={(event) => setAtSec(event.currentTarget.currentTime)}
          onLoadedMetadata={(event) => setLengthSec(event.currentTarget.duration)}
        />
      ) : null}
    </div>
  )
}

/** An address of the bytes, given up once nothing shown has it any more. */
function useObjectUrl(bytes: Uint8Array<ArrayBuffer>, mimeType: string): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- an address is made once for what is shown, not for every draft of it
    setUrl(URL.createObjectURL(new Blob([bytes], { type: mimeType })))
  }, [bytes, mimeType])
  useEffect(() => (url ? () => URL.revokeObjectURL(url) : undefined), [url])
  return url
}

/** An element that goes while it plays would read on, from an address that is no more. */
function useSilenceWhenGone(audio: RefObject<HTMLAudioElement | null>, url: string | null): void {
  useLayoutEffect(() => {
    const element = audio.current
    if (!element || !url) return
    return () => {
      element.pause()
      element.removeAttribute('src')
      element.load()
    }
  }, [audio, url])
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}
