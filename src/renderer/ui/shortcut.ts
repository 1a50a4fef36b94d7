/**
 * Shortcuts are written `mod+shift+k`; `mod` is Command on a Mac, Control elsewhere. The last part is `KeyboardEvent.key`, lower case.
 */
export interface KeyPress {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

export function matchesShortcut(shortcut: string, press: KeyPress, mac = isMac): boolean {
  const parts = shortcut.toLowerCase().split('+')
  const key = parts.pop() || '+' // `mod++` names the plus key itself
  const wanted = new Set(parts)
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  const typed = press.key.toLowerCase()
  // `?` and `+` already need Shift on most keyboards, so Shift is only compared for letters and named keys.
  const shiftMatters = key.length > 1 || /[a-z0-9]/.test(key)
  return (
    typed === key &&
    mod === wanted.has('mod') &&
    !other &&
    press.altKey === wanted.has('alt') &&
    (!shiftMatters || press.shiftKey === wanted.has('shift'))
  )
}

const macNames: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥' }
const otherNames: Record<string, string> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' }
const keyNames: Record<string, string> = {
  escape: 'Esc',
  enter: '↵',
  delete: 'Del',
  backspace: '⌫',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  ' ': 'Space',
}

/** What to print on the keys. */
export function shortcutKeys(shortcut: string, mac = isMac): string[] {
  const names = mac ? macNames : otherNames
  return shortcut
    .toLowerCase()
    .split('+')
    .map((part) => names[part] ?? keyNames[part] ?? (part.length === 1 ? part.toUpperCase() : part))
}
