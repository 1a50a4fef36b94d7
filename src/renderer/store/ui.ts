import { create } from 'zustand'
import { readKept, keep } from './kept.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

/** How this window is arranged. Kept in the browser's own storage, not in the design. */
export interface UiState {
  readonly theme: ThemeChoice
  readonly navFolded: boolean
  /** Widths of resizable panes in pixels, by pane id. */
  readonly paneSizes: Readonly<Record<string, number>>
  readonly searchOpen: boolean
  readonly enginePanelOpen: boolean
  readonly shortcutsOpen: boolean
  readonly designDialog: 'open' | 'create' | `${'import' | 'export'}-${'kazoo' | 'files'}` | null
}

interface KeptUi {
  readonly theme: ThemeChoice
  readonly navFolded: boolean
  readonly paneSizes: Readonly<Record<string, number>>
}

const KEY = 'callwright.ui'

function kept(): KeptUi {
  const saved = readKept(KEY)
  return {
    theme: saved['theme'] === 'light' || saved['theme'] === 'dark' ? saved['theme'] : 'system',
    navFolded: saved['navFolded'] === true,
    paneSizes: sizes(saved['paneSizes']),
  }
}

export const useUi = create<UiState>()(() => ({
  ...kept(),
  searchOpen: false,
  enginePanelOpen: false,
  shortcutsOpen: false,
  designDialog: null,
}))

useUi.subscribe((state, before) => {
  const { theme, navFolded, paneSizes } = state
  if (theme === before.theme && navFolded === before.navFolded && paneSizes === before.paneSizes) return
  keep(KEY, { theme, navFolded, paneSizes })
})

export const setTheme = (theme: ThemeChoice): void => useUi.setState({ theme })
export const toggleNav = (): void => useUi.setState((state) => ({ navFolded: !state.navFolded }))
export const openSearch = (searchOpen = true): void => useUi.setState({ searchOpen })
export const openEnginePanel = (enginePanelOpen = true): void => useUi.setState({ enginePanelOpen })
export const openShortcuts = (shortcutsOpen = true): void => useUi.setState({ shortcutsOpen })
export const openDesignDialog = (designDialog: UiState['designDialog']): void => useUi.setState({ designDialog })

export function setPaneSize(id: string, size: number): void {
  useUi.setState((state) => ({ paneSizes: { ...state.paneSizes, [id]: Math.round(size) } }))
}

function sizes(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  )
}
