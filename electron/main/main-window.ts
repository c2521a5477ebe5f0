import { join } from 'node:path'
import { BrowserWindow } from 'electron'
import { appFolder } from './paths.ts'
import { pageUrl, windowTitle } from './training.ts'

/** The officer's one window, shown when it has something to show. */
export function createMainWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#ffffff',
    title: windowTitle('Quầy Một Cửa'),
    webPreferences: { preload: join(appFolder, 'preload.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false, backgroundThrottling: false }
  })
  // A menu would take F10 and Alt from the screen's own keys.
  window.removeMenu()
  // A page that crashed comes back by itself; what was being typed is a draft.
  window.webContents.on('render-process-gone', () => window.reload())
  window.once('ready-to-show', () => window.show())
  void window.loadURL(pageUrl('index.html'))
  return window
}
