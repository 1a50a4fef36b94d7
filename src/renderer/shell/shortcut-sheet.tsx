import { useMemo } from 'react'
import { useCommandStore } from '../store/commands.ts'
import { openShortcuts, useUi } from '../store/ui.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'

export function ShortcutSheet() {
  const open = useUi((state) => state.shortcutsOpen)
  const commands = useCommandStore((state) => state.commands)
  const groups = useMemo(
    () =>
      Map.groupBy(
        [...commands.values()].filter((command) => command.shortcut),
        (command) => command.group,
      ),
    [commands],
  )
  return (
    <Dialog open={open} onClose={() => openShortcuts(false)} title="Keyboard shortcuts" wide>
      <div className="columns-2 gap-8 pb-4">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-label font-medium text-ink-faint">{group}</h3>
            <dl>
              {list.map((command) => (
                <div key={command.id} className="flex h-7 items-center justify-between gap-4">
                  <dt className="truncate">{command.label}</dt>
                  <dd className="flex gap-2">
                    {command.shortcut?.split(' ').map((shortcut) => (
                      <Kbd key={shortcut} shortcut={shortcut} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
