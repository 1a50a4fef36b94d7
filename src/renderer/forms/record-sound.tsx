import { Mic, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import { asWav } from './decode-in-page.ts'

/** Longer is no prompt; the recording is what was said until then. */
const LONGEST_MS = 5 * 60_000

/** Records from the microphone until it is pressed again, and hands on a WAV file. */
export function RecordSound({
  label,
  busy,
  onRecorded,
}: {
  readonly label: string
  readonly busy: boolean
  readonly onRecorded: (file: File) => void
}) {
  const [recorder, setRecorder] = useState<MediaRecorder | null>(null)
  const running = useRef<MediaRecorder | null>(null)
  useEffect(() => () => release(running.current), [])
  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const started = new MediaRecorder(stream)
      const chunks: Blob[] = []
      started.addEventListener('dataavailable', ({ data }) => chunks.push(data))
      started.addEventListener('stop', () => {
        clearTimeout(timer)
        release(started)
        running.current = null
        setRecorder(null)
        void handOn(chunks, onRecorded)
      })
      const timer = setTimeout(() => started.state === 'recording' && started.stop(), LONGEST_MS)
      started.start()
      running.current = started
      setRecorder(started)
    } catch (error) {
      toast.error(`The microphone cannot be used: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return recorder ? (
    <Button size="sm" variant="primary" icon={Square} onClick={() => recorder.stop()}>
      Stop recording
    </Button>
  ) : (
    <Button size="sm" icon={Mic} busy={busy} onClick={() => void start()}>
      {label}
    </Button>
  )
}

async function handOn(chunks: readonly Blob[], onRecorded: (file: File) => void): Promise<void> {
  const wav = await asWav(new File([...chunks], 'recording.wav'))
  if (wav) onRecorded(wav)
  else toast.error('Nothing was recorded.')
}

/** The page is left, or it is over: the microphone is let go. */
function release(recorder: MediaRecorder | null): void {
  for (const track of recorder?.stream.getTracks() ?? []) track.stop()
}
