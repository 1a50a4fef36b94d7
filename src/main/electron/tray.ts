import { join } from 'node:path'
import { Menu, Tray } from 'electron'
import { resourcesDir } from '../resources-dir.ts'

export interface TrayActions {
  readonly open: () => void
  readonly quit: () => void
}

let tray: Tray | undefined

/** Says that Callwright goes on without a window, and brings it back. */
export function showTray({ open, quit }: TrayActions): void {
  if (tray) return
  tray = new Tray(join(resourcesDir(), 'icons', 'tray.png'))
  tray.setToolTip('Callwright takes calls')
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open Callwright', click: open },
      { type: 'separator' },
      { label: 'Quit', click: quit },
    ]),
  )
  tray.on('click', open)
}

export function hideTray(): void {
  tray?.destroy()
  tray = undefined
}
