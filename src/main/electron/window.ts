import { join } from 'node:path'
import { app, BrowserWindow, dialog } from 'electron'
import { developmentUrl, PAGE_URL } from './page-origin.ts'
import { webPreferences } from './web-preferences.ts'

/** Shown when painted, so that nobody looks at an empty frame. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1_440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    webPreferences: webPreferences(app.isPackaged, join(import.meta.dirname, '../preload/index.cjs')),
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('will-prevent-unload', (event) => {
    if (losesChanges(window)) event.preventDefault()
  })
  // In development electron-vite serves the page itself.
  void window.loadURL(developmentUrl(app.isPackaged, process.env) ?? PAGE_URL)
  return window
}

/** The page holds changes the disk has not taken; Electron would leave the window open without a word. */
function losesChanges(window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Some changes are not saved yet.',
    detail: 'The window says how many and why. They are lost when it is closed now.',
    buttons: ['Keep the window open', 'Close and lose them'],
    defaultId: 0,
    cancelId: 0,
  })
  return answer === 1
}
