import { useEffect } from 'react'
import { create } from 'zustand'
import { type KeyPress, matchesShortcut } from '../ui/shortcut.ts'

/** Something the user can do. Menu, ⌘K and the keyboard read the same list. */
export interface Command {
  /** `area.verb`, unique. */
  readonly id: string
  readonly label: string
  /** Heading in ⌘K and on the shortcut sheet: Go to, Callflow, View ... */
  readonly group: string
  /** `mod+shift+z`; several for the same thing are parted by a space. */
  readonly shortcut?: string
  /** More words that find it. */
  readonly keywords?: string
  /** Also while the focus is in a text field. Plain keys never should. */
  readonly inFields?: boolean
  /** On the keyboard and the sheet, but not worth a line in ⌘K. */
  readonly hidden?: boolean
  readonly isEnabled?: () => boolean
  readonly run: () => void
}

export const useCommandStore = create<{ readonly commands: ReadonlyMap<string, Command> }>()(() => ({
  commands: new Map(),
}))

/** Adds commands; later ones replace earlier ones with the same id. Returns how to take them away again. */
export function registerCommands(list: readonly Command[]): () => void {
  useCommandStore.setState(({ commands }) => ({
    commands: new Map([...commands, ...list.map((command) => [command.id, command] as const)]),
  }))
  return () =>
    useCommandStore.setState(({ commands }) => {
      const left = new Map(commands)
      for (const command of list) if (left.get(command.id) === command) left.delete(command.id)
      return { commands: left }
    })
}

/** For as long as the component is there. `list` must be stable (useMemo or a constant). */
export function useCommands(list: readonly Command[]): void {
  useEffect(() => registerCommands(list), [list])
}

export function commandFor(commands: Iterable<Command>, press: KeyPress, inField: boolean): Command | undefined {
  // The command registered last wins: a page may take over a key while it is open.
  let found: Command | undefined
  for (const command of commands) {
    if (inField && !command.inFields) continue
    if (!command.shortcut?.split(' ').some((shortcut) => matchesShortcut(shortcut, press))) continue
    if (command.isEnabled?.() === false) continue
    found = command
  }
  return found
}

export function runCommand(id: string): void {
  const command = useCommandStore.getState().commands.get(id)
  if (command && command.isEnabled?.() !== false) command.run()
}

/** Listens to the whole page. Returns how to stop. */
export function followKeyboard(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isModalOpen()) return
    const command = commandFor(useCommandStore.getState().commands.values(), event, isEditable(event.target))
    if (!command) return
    event.preventDefault()
    command.run()
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

/** A dialog has the keyboard to itself. */
const isModalOpen = () => document.querySelector('[data-modal]') !== null

export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file', 'range'].includes(target.type)
}
