import { LoaderCircle, X } from 'lucide-react'
import { formatSize } from '../../forms/size-words.ts'
import { IconButton } from '../../ui/button.tsx'
import { useDesign } from '../../store/design.ts'
import { cancelUpload, type Upload, useUploads } from './uploads.ts'

/** Sounds on their way: how far the first is, which wait, and a way out for each. */
export function UploadList() {
  const list = useUploads((state) => state.list)
  const designId = useDesign((state) => state.designId)
  const uploads = list.filter((upload) => upload.designId === designId)
  if (uploads.length === 0) return null
  return (
    <ul
      aria-label="Uploads"
      className="absolute right-4 bottom-4 z-30 max-h-[50%] w-[320px] overflow-y-auto rounded-card bg-raised p-2 shadow-float"
    >
      {uploads.map((upload, index) => (
        <UploadLine key={upload.id} upload={upload} isFirst={index === 0} />
      ))}
    </ul>
  )
}

function UploadLine({ upload, isFirst }: { readonly upload: Upload; readonly isFirst: boolean }) {
  const { file, sentBytes } = upload
  const isSent = sentBytes >= file.size
  const words = !isFirst ? 'Waiting' : isSent ? 'Converting' : `${formatSize(sentBytes)} of ${formatSize(file.size)}`
  return (
    <li className="px-1 py-0.5">
      <div className="flex h-7 items-center gap-2">
        {isFirst && isSent ? (
          <LoaderCircle aria-hidden size={14} className="shrink-0 animate-spin text-accent-ink" />
        ) : null}
        <span className="min-w-0 flex-1 truncate" title={file.name}>
          {file.name}
        </span>
        <span className="tabular shrink-0 text-small text-ink-faint">{words}</span>
        <IconButton label={`Cancel ${file.name}`} icon={X} size="sm" onClick={() => cancelUpload(upload)} />
      </div>
      {isFirst && !isSent ? (
        <div
          role="progressbar"
          aria-label={`${file.name} sent`}
          aria-valuenow={Math.round((100 * sentBytes) / file.size)}
          className="h-1 overflow-hidden rounded-full bg-grey-4"
        >
          <div className="h-full bg-accent" style={{ width: `${(100 * sentBytes) / file.size}%` }} />
        </div>
      ) : null}
    </li>
  )
}
