import { join } from 'node:path'
import { BrowserWindow, ipcMain, screen, session } from 'electron'
import type { CitizenView } from '../contract/citizen-screen.ts'
import { SatisfactionLevel, type SatisfactionOccasion } from '../domain/satisfaction.ts'
import { serveApp } from './app-protocol.ts'
import { appFolder } from './paths.ts'
import { pageUrl, windowTitle } from './training.ts'

/** The window turned to the citizen. It can ask nothing: what it shows is sent to it, and is gone with the next thing sent. All it may say is the answer to the question on it. */
export interface CitizenScreen {
  set(open: boolean): boolean
  /** @returns false where nothing is asked */
  answer(level: SatisfactionLevel): boolean
  /** @returns whether anybody can see it */
  show(view: CitizenView | null): boolean
}

/** Not "persist:": no citizen's data may reach a disk or a cache by this page. */
const partition = 'citizen'

/** @param answered one answer to the question that is shown; no second for the same */
export function createCitizenScreen(answered: (answer: { visitId: string; occasion: SatisfactionOccasion; level: SatisfactionLevel }) => void): CitizenScreen {
  let window: BrowserWindow | undefined
  let shown: CitizenView | null = null
  let served = false

  function open(): void {
    if (!served) serveApp(session.fromPartition(partition))
    served = true
    const primary = screen.getPrimaryDisplay().id
    const second = screen.getAllDisplays().find(({ id }) => id !== primary)
    const created = new BrowserWindow({
      ...(second ? { x: second.bounds.x, y: second.bounds.y, fullscreen: true } : {}),
      width: 1024,
      height: 600,
      show: false,
      autoHideMenuBar: true,
      title: windowTitle('Màn hình công dân'),
      webPreferences: { preload: join(appFolder, 'citizen-preload.cjs'), sandbox: true, contextIsolation: true, partition, spellcheck: false, devTools: false, backgroundThrottling: false }
    })
    created.removeMenu()
    // The officer goes on typing: the focus stays with her.
    created.once('ready-to-show', () => created.showInactive())
    created.webContents.on('did-finish-load', () => created.webContents.send('citizen.view', shown))
    created.webContents.on('render-process-gone', () => created.webContents.reload())
    created.once('closed', () => {
      if (window === created) window = undefined
    })
    void created.loadURL(pageUrl('citizen.html'))
    window = created
  }

  function answer(level: SatisfactionLevel): boolean {
    if (!window || !shown?.question) return false
    const { question, ...view } = shown
    shown = { ...view, answered: true }
    window.webContents.send('citizen.view', shown)
    answered({ ...question, level })
    return true
  }

  ipcMain.on('citizen.answer', (event, said: unknown) => {
    const level = SatisfactionLevel.safeParse(said)
    if (event.sender === window?.webContents && level.success) answer(level.data)
  })

  return {
    set: (wanted) => {
      if (wanted && !window) open()
      if (!wanted) {
        shown = null
        window?.destroy()
        window = undefined
      }
      return window !== undefined
    },
    answer,
    show: (view) => {
      shown = window ? view : null
      window?.webContents.send('citizen.view', shown)
      return window !== undefined
    }
  }
}
