import { LoaderCircle } from 'lucide-react'

export interface Upload {
  readonly name: string
}

/** Sounds on their way: the first is being read, the others wait. */
export function UploadList({ uploads }: { readonly uploads: readonly Upload[] }) {
  if (uploads.length === 0) return null
  return (
    <ul
      aria-label="Uploads"
      className="absolute right-4 bottom-4 z-30 w-[280px] rounded-card bg-raised p-2 shadow-float"
    >
      {uploads.map((upload, index) => (
        <li key={`${upload.name} ${index}`} className="flex h-7 items-center gap-2 px-1">
          <LoaderCircle
            aria-hidden
            size={14}
            className={index === 0 ? 'animate-spin text-accent-ink' : 'text-ink-faint'}
          />
          <span className="min-w-0 flex-1 truncate">{upload.name}</span>
          <span className="text-small text-ink-faint">{index === 0 ? 'Reading' : 'Waiting'}</span>
        </li>
      ))}
    </ul>
  )
}
