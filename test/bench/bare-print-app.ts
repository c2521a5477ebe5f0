import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { outFolder } from './out-folder.ts'

/**
 * Electron's own floor for a PDF: an app whose page asks main to load a document into a window it already has and to print that to a file, which is then flushed. Nothing is
 * checked, kept apart or cleaned up. Its page has `bare.print(documentPath, pdfPath)`, which answers with the milliseconds of the load, of printToPDF and of the file.
 * @returns the app's folder
 */
export function writeBarePrintApp(fonts: readonly string[]): string {
  const folder = join(outFolder, 'bare-print-app')
  mkdirSync(join(folder, 'fonts'), { recursive: true })
  for (const path of fonts) copyFileSync(path, join(folder, 'fonts', path.split(/[/\\]/).at(-1)!))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare-print', version: '1.0.0', type: 'module', main: 'main.js' }))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trống</title><body>Chào</body></html>')
  writeFileSync(join(folder, 'preload.cjs'), `const { contextBridge, ipcRenderer } = require('electron')
contextBridge.exposeInMainWorld('bare', { print: (documentPath, pdfPath) => ipcRenderer.invoke('print', documentPath, pdfPath) })
`)
  writeFileSync(
    join(folder, 'main.js'),
    `import { app, BrowserWindow, ipcMain, protocol } from 'electron'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

app.setPath('userData', join(import.meta.dirname, 'profile'))
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } }])
void app.whenReady().then(() => {
  let document = ''
  protocol.handle('app', async ({ url }) => {
    const { pathname } = new URL(url)
    if (pathname.startsWith('/fonts/')) return new Response(await readFile(join(import.meta.dirname, pathname)), { headers: { 'content-type': 'font/ttf' } })
    return new Response(document, { headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
  const window = new BrowserWindow({ width: 1366, height: 768, webPreferences: { sandbox: true, contextIsolation: true, preload: join(import.meta.dirname, 'preload.cjs') } })
  void window.loadFile(join(import.meta.dirname, 'index.html'))
  // Not before it is asked for: what drives the bench takes the first page there is.
  let sheet
  ipcMain.handle('print', async (_event, documentPath, pdfPath) => {
    sheet ??= new BrowserWindow({ show: false, webPreferences: { sandbox: true, javascript: false, backgroundThrottling: false } })
    document = await readFile(documentPath, 'utf8')
    const beganAt = performance.now()
    await sheet.loadURL('app://counter/sheet')
    const loadedAt = performance.now()
    const pdf = await sheet.webContents.printToPDF({ pageSize: 'A5', preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true })
    const printedAt = performance.now()
    const file = await open(pdfPath, 'w')
    await file.writeFile(pdf)
    await file.sync()
    await file.close()
    return { loadMs: loadedAt - beganAt, printMs: printedAt - loadedAt, fileMs: performance.now() - printedAt, sizeBytes: pdf.byteLength }
  })
})
`
  )
  return folder
}
