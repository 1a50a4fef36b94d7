import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { formatSize } from './size-words.ts'
import { SOUND_FILES, uploadMedia } from './upload-media.ts'

/** A new sound: a name, and a file dropped or picked. */
export function CreateMedia({
  designId,
  name: start,
  onCreated,
}: {
  readonly designId: string
  readonly name: string
  readonly onCreated: (id: string) => void
}) {
  const [name, setName] = useState(start)
  const [upload, setUpload] = useState<{ readonly file: File; readonly sentBytes: number } | null>(null)
  const abort = useRef<AbortController | null>(null)
  // Closing the sheet gives the upload up.
  useEffect(() => () => abort.current?.abort(new Error('closed')), [])
  const [problem, setProblem] = useState<string | null>(null)
  const take = async (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    abort.current = new AbortController()
    setUpload({ file, sentBytes: 0 })
    setProblem(null)
    const onProgress = (sentBytes: number) => setUpload({ file, sentBytes })
    const result = await uploadMedia(file, { designId, name, signal: abort.current.signal, onProgress })
    abort.current = null
    setUpload(null)
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
        help="WAV, AIFF, AU, MP3, OGG, FLAC or M4A, up to 40 MB"
        accept={SOUND_FILES}
        busy={upload ? progressWords(upload) : null}
        onFiles={(files) => void take(files)}
      />
      {upload ? (
        <Button size="sm" className="self-start" onClick={() => abort.current?.abort(new Error('cancelled'))}>
          Cancel the upload
        </Button>
      ) : null}
      {problem ? (
        <p role="alert" className="text-small text-red">
          {problem}
        </p>
      ) : null}
    </div>
  )
}

function progressWords({ file, sentBytes }: { readonly file: File; readonly sentBytes: number }): string {
  return sentBytes < file.size ? `${formatSize(sentBytes)} of ${formatSize(file.size)}` : 'Converting the sound'
}
