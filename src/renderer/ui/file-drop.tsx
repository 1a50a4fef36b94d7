import { LoaderCircle, Upload } from 'lucide-react'
import { type DragEvent, useId, useState } from 'react'
import { cx } from './cx.ts'

export interface FileDropProps {
  readonly label: string
  readonly help?: string
  /** As of an input: `audio/*,.wav`. */
  readonly accept: string
  readonly multiple?: boolean
  /** What is being done with the last file, in words; null or left out when a file can be taken. */
  readonly busy?: string | null
  readonly onFiles: (files: readonly File[]) => void
}

/** Drop files on it, or press it and pick them. */
export function FileDrop({ label, help, accept, multiple = false, busy = null, onFiles }: FileDropProps) {
  const id = useId()
  const [isOver, setOver] = useState(false)
  const Icon = busy ? LoaderCircle : Upload
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (busy === null) onFiles([...event.dataTransfer.files])
  }
  return (
    <label
      htmlFor={id}
      aria-busy={busy !== null || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cx(
        'flex flex-col items-center gap-1 rounded-card border border-dashed px-4 py-6 text-center transition-colors focus-within:outline-2 focus-within:outline-accent',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
      )}
    >
      <Icon aria-hidden size={18} className={cx('text-ink-faint', busy && 'animate-spin')} />
      <span className="font-medium">{busy ?? label}</span>
      <span className="text-small text-ink-faint">{help ?? 'or press to choose a file'}</span>
      <input
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        disabled={busy !== null}
        className="sr-only"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </label>
  )
}
