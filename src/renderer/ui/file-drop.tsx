import { LoaderCircle, Upload } from 'lucide-react'
import { type DragEvent, useId, useState } from 'react'
import { cx } from './cx.ts'

export interface FileDropProps {
  readonly label: string
  readonly help?: string
  /** As of an input: `audio/*,.wav`. */
  readonly accept: string
  readonly multiple?: boolean
  /** One line high: something was dropped already. */
  readonly compact?: boolean
  /** What is being done with the last file, in words; null or left out when a file can be taken. */
  readonly busy?: string | null
  readonly onFiles: (files: readonly File[]) => void
}

/** Drop files on it, or press it and pick them. */
export function FileDrop({
  label,
  help,
  accept,
  multiple = false,
  compact = false,
  busy = null,
  onFiles,
}: FileDropProps) {
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
        'flex items-center gap-1 rounded-card border border-dashed px-4 transition-colors focus-within:outline-2 focus-within:outline-accent',
        compact ? 'gap-2 py-1.5' : 'flex-col py-6 text-center',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
      )}
    >
      <Icon aria-hidden size={compact ? 14 : 18} className={cx('shrink-0 text-ink-faint', busy && 'animate-spin')} />
      <span className={cx('font-medium', compact && 'min-w-0 truncate')}>{busy ?? label}</span>
      <span className={cx('text-small text-ink-faint', compact && 'ml-auto shrink-0')}>
        {help ?? 'or press to choose a file'}
      </span>
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
