import type { JobProgress as Progress } from './job.ts'

const words = { reading: 'Reading', saving: 'Saving', writing: 'Writing' } as const

/** How far the work is, in words and as a bar. */
export function JobProgress({ progress }: { readonly progress: Progress | null }) {
  if (!progress) return null
  const { doing, files, total } = progress
  const text =
    doing === 'saving'
      ? 'Saving the new design …'
      : `${words[doing]} … ${files.toLocaleString('en')}${total === null ? '' : ` of ${total.toLocaleString('en')}`} files`
  return (
    <div role="status" className="flex flex-col gap-1.5 py-1 text-small text-ink-soft">
      <span className="tabular">{text}</span>
      <progress
        aria-label={words[doing]}
        className="h-1 w-full overflow-hidden rounded-full accent-accent"
        {...(total === null || doing === 'saving' ? {} : { value: files, max: total })}
      />
    </div>
  )
}
