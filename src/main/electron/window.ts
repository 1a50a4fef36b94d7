import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
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
  // In development electron-vite serves the page itself.
  void window.loadURL(developmentUrl(app.isPackaged, process.env) ?? PAGE_URL)
  return window
}
