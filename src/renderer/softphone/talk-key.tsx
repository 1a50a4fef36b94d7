import { Megaphone } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { cx } from '../ui/cx.ts'
import { speak, useSound } from './sound-store.ts'

/** With a sound in the microphone's place: it is heard while this is held down, with the pointer or the space bar. */
export function TalkKey() {
  const source = useSound((sound) => sound.source)
  const isSpeaking = useSound((sound) => sound.isSpeaking)
  if (source.kind !== 'file') return null
  const onKey = (isHeld: boolean) => (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    if (!event.repeat) speak(isHeld)
  }
  return (
    <button
      type="button"
      aria-label="Hold to talk"
      aria-pressed={isSpeaking}
      title={`Hold to play ${source.name}`}
      className={cx(
        'inline-flex h-7 items-center gap-1 rounded-control border border-line-strong px-2 text-small font-medium select-none',
        isSpeaking ? 'bg-accent text-on-accent' : 'hover:bg-hover',
      )}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        speak(true)
      }}
      onPointerUp={() => speak(false)}
      onPointerCancel={() => speak(false)}
      onKeyDown={onKey(true)}
      onKeyUp={onKey(false)}
      onBlur={() => speak(false)}
    >
      <Megaphone aria-hidden size={14} /> Talk
    </button>
  )
}
