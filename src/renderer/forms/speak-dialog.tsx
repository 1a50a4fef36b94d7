import { AudioLines } from 'lucide-react'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { refusalOf } from '../api/refusal.ts'
import { target } from '../store/target.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { TextArea } from '../ui/text-input.tsx'

export interface SpokenText {
  readonly text: string
  readonly file: File
}

const voices = [
  { value: 'default', label: 'Default' },
  { value: 'female', label: 'Female' },
  { value: 'male', label: 'Male' },
] as const

/** A text that the engine speaks, by what its machine has or by the speech server of the design that runs. */
export function SpeakDialog({
  title,
  text: initial,
  language,
  onSpoken,
  onClose,
}: {
  readonly title: string
  readonly text: string
  readonly language: string
  readonly onSpoken: (spoken: SpokenText) => Promise<boolean>
  readonly onClose: () => void
}) {
  const [text, setText] = useState(initial)
  const [voice, setVoice] = useState<(typeof voices)[number]['value']>('default')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const speak = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const { base64 } = await api().operate.speech.speak({ ...target(), text: text.trim(), language, voice })
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      if (await onSpoken({ text: text.trim(), file: new File([bytes], 'spoken.wav', { type: 'audio/wav' }) })) onClose()
    } catch (error) {
      setProblem(refusalOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description="Spoken by the engine, and kept as a recording."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            icon={AudioLines}
            busy={isBusy}
            disabled={text.trim() === ''}
            onClick={() => void speak()}
          >
            Speak
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Text" {...(problem === null ? {} : { error: problem })}>
          {(control) => <TextArea {...control} value={text} onChange={setText} rows={4} maxLength={1_000} />}
        </Field>
        <Field label="Voice" help="The nearest one there is.">
          {(control) => <Select {...control} value={voice} options={voices} onChange={setVoice} />}
        </Field>
      </div>
    </Dialog>
  )
}
