import type { Desk } from './desk.ts'

/** As the officer's X or Alt+F4 does. @returns the question that came, answered so; undefined when the app ended without one */
export function closeWindow({ counter }: Pick<Desk, 'counter'>, answer: string): Promise<{ message: string; buttons?: string[]; defaultId?: number; cancelId?: number }> {
  return counter.app.evaluate(
    ({ BrowserWindow, dialog }, chosen) =>
      new Promise((resolve) => {
        const ask = dialog.showMessageBox
        dialog.showMessageBox = ((_window: unknown, asked: Electron.MessageBoxOptions) => {
          dialog.showMessageBox = ask
          resolve(asked)
          return Promise.resolve({ response: asked.buttons?.indexOf(chosen) ?? 0, checkboxChecked: false })
        }) as typeof ask
        // Papers are drawn in a window that stays, unseen; the citizen's is another.
        BrowserWindow.getAllWindows().find((window) => window.isVisible() && !window.webContents.getURL().includes('citizen.html'))?.close()
      }),
    answer
  )
}
