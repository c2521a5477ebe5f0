import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { outFolder } from './out-folder.ts'

/** Electron's own floor: one window with the options of the app's, one word in it, and nothing else. @returns the app's folder */
export function writeEmptyApp(): string {
  const folder = join(outFolder, 'empty-app')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', type: 'module', main: 'main.js' }))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trống</title><body>Chào</body></html>')
  writeFileSync(
    join(folder, 'main.js'),
    `import { app, BrowserWindow } from 'electron'
import { join } from 'node:path'

app.setPath('userData', join(import.meta.dirname, 'profile'))
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#ffffff',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false, backgroundThrottling: false }
  })
  window.removeMenu()
  window.once('ready-to-show', () => window.show())
  void window.loadFile(join(import.meta.dirname, 'index.html'))
  app.on('window-all-closed', () => app.quit())
})
`
  )
  return folder
}
