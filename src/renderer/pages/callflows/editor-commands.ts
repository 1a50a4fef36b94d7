import {
  deleteSelection,
  duplicateSelection,
  flowNow,
  selectAll,
  tidyUp,
  toggleDisabled,
} from '../../canvas/actions.ts'
import { leave, quickAdd } from '../../canvas/canvas-keys.ts'
import { useEditor } from '../../canvas/editor-store.ts'
import { viewport } from '../../canvas/viewport.ts'
import { closeRehearsal, openRehearsal, useRehearsal } from '../../rehearsal/rehearsal-store.ts'
import { callFromHere } from '../../softphone/call-button.tsx'
import { dialable } from '../../softphone/core/dial-entries.ts'
import { type Command, useCommands } from '../../store/commands.ts'
import { createCallflow } from './callflow-actions.ts'

const hasFlow = (): boolean => useEditor.getState().flowId !== null
const hasSelection = (): boolean => useEditor.getState().selection.size > 0

const numberNow = (): string | undefined => dialable(flowNow()?.numbers ?? [])

const hasAnything = (): boolean => hasSelection() || useEditor.getState().selectedWire !== null

const commands: readonly Command[] = [
  { id: 'callflow.create', label: 'Create callflow', group: 'Callflow', run: () => void createCallflow() },
  {
    id: 'callflow.add',
    label: 'Add a step',
    group: 'Callflow',
    shortcut: 'a',
    isEnabled: hasFlow,
    run: () => void quickAdd(),
  },
  { id: 'callflow.tidy', label: 'Tidy up', group: 'Callflow', shortcut: 'shift+t', isEnabled: hasFlow, run: tidyUp },
  {
    id: 'callflow.fit',
    label: 'Fit the flow',
    group: 'Callflow',
    shortcut: 'shift+f shift+1 !',
    isEnabled: hasFlow,
    run: () => viewport()?.fit(),
  },
  {
    id: 'callflow.rehearse',
    label: 'Rehearse a call',
    group: 'Callflow',
    shortcut: 'r',
    isEnabled: hasFlow,
    run: () => (useRehearsal.getState().isOpen ? closeRehearsal() : openRehearsal()),
  },
  {
    id: 'callflow.call',
    label: 'Call this flow from here',
    group: 'Callflow',
    shortcut: 'c',
    isEnabled: () => numberNow() !== undefined,
    run() {
      const number = numberNow()
      if (number !== undefined) callFromHere(number)
    },
  },
  {
    id: 'callflow.all',
    label: 'Select all steps',
    group: 'Callflow',
    shortcut: 'mod+a',
    isEnabled: hasFlow,
    run: selectAll,
  },
  {
    id: 'callflow.duplicate',
    label: 'Duplicate steps',
    group: 'Callflow',
    shortcut: 'mod+d',
    isEnabled: hasSelection,
    run: duplicateSelection,
  },
  {
    id: 'callflow.disable',
    label: 'Disable or enable steps',
    group: 'Callflow',
    isEnabled: hasSelection,
    run: () => toggleDisabled(useEditor.getState().selection),
  },
  {
    id: 'callflow.delete',
    label: 'Delete steps or wire',
    group: 'Callflow',
    shortcut: 'delete backspace',
    isEnabled: hasAnything,
    run: deleteSelection,
  },
]

/** Esc anywhere on the page brings the palette back. */
const escape: Command = {
  id: 'callflow.leave',
  label: 'Back to the steps',
  group: 'Callflow',
  shortcut: 'escape',
  hidden: true,
  isEnabled: hasAnything,
  run: () => void leave(),
}

const all = [...commands, escape]

export function useEditorCommands(): void {
  useCommands(all)
}
