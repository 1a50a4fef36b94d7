import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { viewMenu } from './web-preferences.ts'

export interface MenuActions {
  openDesign(): void
  newDesign(): void
  /** What others wrote and ships with Callwright. */
  showLicences(): void
}

/** Undo and redo are the page's own (Ctrl+Z there): the native ones would only reach text fields. */
export function installMenu(actions: MenuActions): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        { label: 'New design …', accelerator: 'CmdOrCtrl+N', click: () => actions.newDesign() },
        { label: 'Open design …', accelerator: 'CmdOrCtrl+O', click: () => actions.openDesign() },
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { label: 'Edit', submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    { label: 'View', submenu: viewMenu(app.isPackaged) },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Third-party licences', click: () => actions.showLicences() }] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
