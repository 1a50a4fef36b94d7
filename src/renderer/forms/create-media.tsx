import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { uploadMedia } from './upload-media.ts'

/** A new sound: a name, and a file dropped or picked. */
export function CreateMedia({
  name: start,
  onCreated,
}: {
  readonly name: string
  readonly onCreated: (id: string) => void
}) {
  const [name, setName] = useState(start)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const take = async (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    setBusy(true)
    setProblem(null)
    const result = await uploadMedia(file, name)
    setBusy(false)
    if (result.ok) onCreated(result.mediaId)
    else setProblem(result.problem)
  }
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name" help="The file's name when empty.">
        {(control) => <TextInput {...control} value={name} onChange={setName} maxLength={128} />}
      </Field>
      <FileDrop
        label="Drop a sound here"
        help="WAV, MP3, OGG, FLAC or M4A, up to 40 MB"
        accept="audio/*,.wav,.mp3,.ogg,.flac,.m4a"
        busy={busy}
        onFiles={(files) => void take(files)}
      />
      {problem ? (
        <p role="alert" className="text-small text-red">
          {problem}
        </p>
      ) : null}
    </div>
  )
}
