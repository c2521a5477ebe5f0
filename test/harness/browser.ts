import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { canSandbox, electronCommand } from '../../build/launch.ts'

/** A real browser for pages that are not the app's: the Chromium of Electron in a bare window, with nothing of ours in it. */
export interface Browser {
  page: Page
  close(): Promise<void>
}

export async function openBrowser(size: { width: number; height: number }): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-browser-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'browser', version: '1.0.0', type: 'module', main: 'main.js' }))
  writeFileSync(
    join(folder, 'main.js'),
    `import { app, BrowserWindow } from 'electron'
import { join } from 'node:path'
app.setPath('userData', join(import.meta.dirname, 'profile'))
void app.whenReady().then(() => {
  const window = new BrowserWindow({ useContentSize: true, width: ${size.width}, height: ${size.height}, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } })
  window.removeMenu()
  void window.loadURL('about:blank')
})
`
  )
  const command = electronCommand(folder)
  const app = await _electron.launch({ executablePath: command.executable, args: command.args, env: command.env, chromiumSandbox: canSandbox(), timeout: 60_000 })
  app.context().setDefaultTimeout(60_000)
  return {
    page: await app.firstWindow({ timeout: 60_000 }),
    close: async () => {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
