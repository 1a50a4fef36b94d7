import { type Command } from '../store/commands.ts'
import { redo, redoLabel, undo, undoLabel, useDesign } from '../store/design.ts'
import { navigate } from '../store/route.ts'
import { openDesignDialog, openEnginePanel, openSearch, openShortcuts, setTheme, toggleNav } from '../store/ui.ts'
import { areas } from './areas.ts'
import { openCallDialog } from './call-dialog.tsx'
import { syncEngine } from './engine-actions.ts'
import { formatWords } from './exchange/formats.ts'

/** Commands that are always there. Pages add theirs with `useCommands`. */
export const shellCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    label: 'Undo',
    group: 'Edit',
    shortcut: 'mod+z',
    isEnabled: () => undoLabel(useDesign.getState()) !== null,
    run: () => void undo(),
  },
  {
    id: 'edit.redo',
    label: 'Redo',
    group: 'Edit',
    shortcut: 'mod+shift+z mod+y',
    isEnabled: () => redoLabel(useDesign.getState()) !== null,
    run: () => void redo(),
  },
  {
    id: 'search.open',
    label: 'Search and commands',
    group: 'Window',
    shortcut: 'mod+k',
    inFields: true,
    hidden: true,
    run: () => openSearch(),
  },
  {
    id: 'window.fold',
    label: 'Fold or unfold navigation',
    group: 'Window',
    shortcut: 'mod+\\',
    inFields: true,
    run: toggleNav,
  },
  { id: 'window.shortcuts', label: 'Keyboard shortcuts', group: 'Window', shortcut: '?', run: () => openShortcuts() },
  { id: 'window.light', label: 'Light appearance', group: 'Window', keywords: 'theme', run: () => setTheme('light') },
  { id: 'window.dark', label: 'Dark appearance', group: 'Window', keywords: 'theme', run: () => setTheme('dark') },
  {
    id: 'window.system',
    label: 'Appearance as the system',
    group: 'Window',
    keywords: 'theme',
    run: () => setTheme('system'),
  },
  {
    id: 'engine.panel',
    label: 'Show the engine',
    group: 'Engine',
    shortcut: 'mod+e',
    inFields: true,
    run: () => openEnginePanel(),
  },
  {
    id: 'engine.sync',
    label: 'Sync the design to the engine',
    group: 'Engine',
    shortcut: 'mod+enter',
    inFields: true,
    run: () => void syncEngine(),
  },
  { id: 'engine.call', label: 'Call a number …', group: 'Engine', run: () => openCallDialog() },
  {
    id: 'design.open',
    label: 'Open design …',
    group: 'Design',
    shortcut: 'mod+o',
    run: () => openDesignDialog('open'),
  },
  { id: 'design.create', label: 'New design …', group: 'Design', run: () => openDesignDialog('create') },
  ...(['kazoo', 'files'] as const).flatMap((format): Command[] => [
    {
      id: `design.import.${format}`,
      label: `${formatWords[format].importTitle} …`,
      group: 'Design',
      run: () => openDesignDialog(`import-${format}`),
    },
    {
      id: `design.export.${format}`,
      label: `${formatWords[format].exportTitle} …`,
      group: 'Design',
      run: () => openDesignDialog(`export-${format}`),
    },
  ]),
  ...areas.map(
    (area): Command => ({
      id: `go.${area.id}`,
      label: `Go to ${area.label}`,
      group: 'Go to',
      keywords: area.help,
      run: () => navigate(area.id),
    }),
  ),
]
