import { join } from 'node:path'
import { BrowserWindow, session, type MessagePortMain } from 'electron'
import { serveApp } from './app-protocol.ts'
import { appFolder } from './paths.ts'
import { pageUrl, windowTitle } from './training.ts'

/** Not "persist:": nothing of this page may reach a disk or a cache. */
const partition = 'pin'
let served = false

/**
 * The small window in which the PIN is typed. Its port goes to the signer and to nothing else: the PIN passes no other process. The window closes with the port, and
 * closing the window closes the port, which the signer takes as "cancelled".
 */
export function openPinWindow(parent: BrowserWindow, signerPort: MessagePortMain): BrowserWindow {
  if (!served) serveApp(session.fromPartition(partition))
  served = true
  const window = new BrowserWindow({
    parent,
    modal: true,
    width: 480,
    height: 400,
    useContentSize: true,
    resizable: false,
    minimizable: false,
    maximizable: false,
    show: false,
    autoHideMenuBar: true,
    title: windowTitle('Nhập mã PIN'),
    webPreferences: {
      preload: join(appFolder, 'pin-preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      partition,
      spellcheck: false,
      devTools: false
    }
  })
  window.setContentProtection(true)
  let handedOver = false
  window.once('closed', () => {
    // Closed before its page had the port: the signer must not wait for it.
    if (!handedOver) signerPort.close()
  })
  // A blank window would keep the signer waiting; with it the port goes, which is "cancelled".
  window.webContents.once('render-process-gone', () => window.destroy())
  window.once('ready-to-show', () => window.show())
  window.webContents.once('did-finish-load', () => {
    handedOver = true
    window.webContents.postMessage('pin-port', null, [signerPort])
  })
  void window.loadURL(pageUrl('pin.html'))
  return window
}
