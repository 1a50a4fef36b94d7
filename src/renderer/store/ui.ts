import { create } from 'zustand'
import { readKept, keep } from './kept.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

/** How this window is arranged. Kept in the browser's own storage, not in the design. */
export interface UiState {
  readonly theme: ThemeChoice
  readonly navFolded: boolean
  /** Widths of resizable panes in pixels, by pane id. */
  readonly paneSizes: Readonly<Record<string, number>>
  /** Groups of the navigation and the palette that are folded, by `nav/NAME` and `palette/NAME`. */
  readonly closedGroups: readonly string[]
  readonly searchOpen: boolean
  readonly enginePanelOpen: boolean
  readonly shortcutsOpen: boolean
  readonly designDialog: 'open' | 'create' | `${'import' | 'export'}-${'kazoo' | 'files'}` | null
}

interface KeptUi {
  readonly theme: ThemeChoice
  readonly navFolded: boolean
  readonly paneSizes: Readonly<Record<string, number>>
  readonly closedGroups: readonly string[]
}

const KEY = 'callwright.ui'

function kept(): KeptUi {
  const saved = readKept(KEY)
  return {
    theme: saved['theme'] === 'light' || saved['theme'] === 'dark' ? saved['theme'] : 'system',
    navFolded: saved['navFolded'] === true,
    paneSizes: sizes(saved['paneSizes']),
    closedGroups: names(saved['closedGroups']),
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
  const { theme, navFolded, paneSizes, closedGroups } = state
  const isSame =
    theme === before.theme &&
    navFolded === before.navFolded &&
    paneSizes === before.paneSizes &&
    closedGroups === before.closedGroups
  if (!isSame) keep(KEY, { theme, navFolded, paneSizes, closedGroups })
})

export const setTheme = (theme: ThemeChoice): void => useUi.setState({ theme })
export const toggleNav = (): void => useUi.setState((state) => ({ navFolded: !state.navFolded }))
export const toggleGroup = (name: string): void =>
  useUi.setState(({ closedGroups }) => ({
    closedGroups: closedGroups.includes(name) ? closedGroups.filter((each) => each !== name) : [...closedGroups, name],
  }))
export const openSearch = (searchOpen = true): void => useUi.setState({ searchOpen })
export const openEnginePanel = (enginePanelOpen = true): void => useUi.setState({ enginePanelOpen })
export const openShortcuts = (shortcutsOpen = true): void => useUi.setState({ shortcutsOpen })
export const openDesignDialog = (designDialog: UiState['designDialog']): void => useUi.setState({ designDialog })

/** The list of callflows, a pane that is folded (0) or not. */
export const flowListPane = 'callflows.list'

export function setPaneSize(id: string, size: number): void {
  useUi.setState((state) => ({ paneSizes: { ...state.paneSizes, [id]: Math.round(size) } }))
}

function sizes(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  )
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string').slice(0, 100) : []
}
