import { shortcutKeys } from './shortcut.ts'

/** A shortcut as keys, e.g. `mod+k` as ⌘K or Ctrl K. */
export function Kbd({ shortcut }: { readonly shortcut: string }) {
  return (
    <kbd className="inline-flex gap-0.5 font-sans">
      {shortcutKeys(shortcut).map((key) => (
        <span
          key={key}
          className="inline-flex h-4 min-w-4 items-center justify-center rounded-[4px] border border-line-strong px-1 text-label text-ink-faint"
        >
          {key}
        </span>
      ))}
    </kbd>
  )
}
