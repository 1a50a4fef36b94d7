import { FileMusic, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Media } from '../../../callflow/design/document.ts'
import { formatDuration } from '../../forms/time-words.ts'
import { SOUND_FILES } from '../../forms/upload-media.ts'
import { formatSize } from '../../forms/size-words.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import type { Column } from '../../ui/table.tsx'
import { DocumentPage, nameColumn } from '../shared/document-page.tsx'
import { MediaPreview } from './media-preview.tsx'
import { NewFromText } from './new-from-text.tsx'
import { UploadList } from './upload-list.tsx'
import { startUploads, useUploads } from './uploads.ts'

const sources: Readonly<Record<Media['source'], string>> = {
  upload: 'Upload',
  recording: 'Recording',
  speech: 'Text to speech',
}

const columns: readonly Column<Media>[] = [
  nameColumn(),
  { id: 'says', header: 'What it says', width: 'minmax(120px, 3fr)', cell: (media) => media.transcript || '–' },
  {
    id: 'source',
    header: 'Made by',
    width: '112px',
    sortBy: (media) => sources[media.source],
    cell: (media) => sources[media.source],
  },
  {
    id: 'length',
    header: 'Length',
    width: '72px',
    mono: true,
    align: 'end',
    sortBy: (media) => media.durationMs,
    cell: (media) => formatDuration(media.durationMs),
  },
  {
    id: 'size',
    header: 'Size',
    width: '80px',
    mono: true,
    align: 'end',
    sortBy: (media) => media.sizeBytes,
    cell: (media) => formatSize(media.sizeBytes),
  },
]

export function MediaPage() {
  const [isOver, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  return (
    <div
      className={cx('relative flex min-h-0 flex-1 flex-col', isOver && 'outline-2 -outline-offset-2 outline-accent')}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        startUploads([...event.dataTransfer.files])
      }}
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Sounds to upload"
        accept={SOUND_FILES}
        onChange={(event) => {
          startUploads([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <DocumentPage
        area="media"
        kind="media"
        title="Media"
        icon={FileMusic}
        columns={columns}
        createLabel="Upload"
        tools={<NewFromText />}
        onCreate={() => picker.current?.click()}
        empty={{
          title: 'No sounds yet',
          text: 'Greetings, announcements and hold music. Drop sound files anywhere on this page, or choose them.',
        }}
        words={(media) => `${media.name} ${media.transcript} ${sources[media.source]}`}
        subtitle={(media) =>
          `${formatDuration(media.durationMs)} · ${media.sampleRateHz / 1_000} kHz · ${formatSize(media.sizeBytes)}`
        }
        before={(media) => (
          <div className="flex flex-col gap-2">
            <MediaPreview mediaId={media.id} />
            <ReplaceSound media={media} />
          </div>
        )}
      />
      <UploadList />
    </div>
  )
}

function ReplaceSound({ media }: { readonly media: Media }) {
  const picker = useRef<HTMLInputElement>(null)
  const busy = useUploads((state) => state.list.some(({ replaceId }) => replaceId === media.id))
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={`New sound for ${media.name}`}
        accept={SOUND_FILES}
        onChange={(event) => {
          startUploads([...(event.target.files ?? [])].slice(0, 1), media)
          event.target.value = ''
        }}
      />
      <Button size="sm" icon={Upload} busy={busy} className="self-start" onClick={() => picker.current?.click()}>
        Replace the sound
      </Button>
    </>
  )
}
